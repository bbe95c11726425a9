import type { Product } from '../product/product.js';

/** One read endpoint as the dashboard or a person asks it; `ask(i)` gives the i-th request, so that no two need be alike. */
export interface Question {
  name: string;
  /** Which targets of speed hold for it: those of aggregated endpoints, of look-ups, or none. */
  kind: 'aggregate' | 'look-up' | 'free';
  /** The answer is shared between viewers for a moment, which must be over now and then. */
  isShared?: true;
  /** Who is asked: the gateway where nothing is said, or the ClickHouse behind it. */
  of?: 'clickhouse';
  ask(i: number): { path: string; body?: string };
}

const DAY_MS = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** A few ids that really are stored, to look up. */
async function examples(product: Product): Promise<{ events: string[]; sessions: string[]; users: string[] }> {
  const text = await product.sql(
    `SELECT event_id, session_id, user_id FROM events WHERE batch_id = 'history' AND sequence % 9973 = 1 LIMIT 100 FORMAT TSV`,
  );
  const rows = text.split('\n').map((line) => line.split('\t'));
  const column = (at: number): string[] => rows.map((row) => row[at] ?? '');
  return { events: column(0), sessions: column(1), users: column(2) };
}

const pick = (from: string[], i: number): string => encodeURIComponent(from[i % from.length] ?? '');

const aggregate = (name: string, path: (i: number) => string): Question => ({
  name,
  kind: 'aggregate',
  ask: (i) => ({ path: path(i) }),
});
const lookUp = (name: string, path: (i: number) => string): Question => ({
  ...aggregate(name, path),
  kind: 'look-up',
});

const ofClickHouse = (name: string, body: string): Question => ({
  name,
  kind: 'free',
  of: 'clickhouse',
  ask: () => ({ path: '/', body }),
});

/** Every read endpoint of the public contract. */
export async function questions(product: Product): Promise<Question[]> {
  const { events, sessions, users } = await examples(product);
  const now = Date.now();
  const range = (days: number): string => `from=${iso(now - days * DAY_MS)}&to=${iso(now)}`;
  /** As the dashboard asks: from the start of the first day. */
  const wholeDays = (many: number): string =>
    `from=${iso(Math.floor(now / DAY_MS - many + 1) * DAY_MS)}&to=${iso(now)}&interval=day`;
  const pastDay = (i: number): string =>
    `from=${iso(now - ((i % 25) + 2) * DAY_MS)}&to=${iso(now - ((i % 25) + 1) * DAY_MS)}`;
  const dates = (days: number): string => `start_date=${iso(now - days * DAY_MS)}&end_date=${iso(now)}`;
  return [
    { ...aggregate('overview', () => '/analytics/overview'), isShared: true },
    aggregate('active users', () => '/analytics/active-users'),
    aggregate('top pages', () => '/analytics/top-pages?limit=5'),
    aggregate('active sessions of a user', (i) => `/analytics/active-sessions?user_id=${pick(users, i)}`),
    aggregate('users with most sessions', () => '/analytics/active-sessions?limit=10'),
    aggregate('event counts, 7 days', () => `/analytics/event-counts?event_type=click&${dates(7)}`),
    aggregate('event counts by type, 30 days', () => `/analytics/event-counts-by-type?${dates(30)}`),
    aggregate('hour statistics, this hour', () => `/analytics?timestamp=${now}`),
    aggregate('hour statistics, a past hour', (i) => `/analytics?timestamp=${now - (i % 600) * 3_600_000 - 7_200_000}`),
    aggregate('time series, an hour by minute', () => `/analytics/timeseries?interval=minute&${range(1 / 24)}`),
    aggregate('time series, a day by hour', () => `/analytics/timeseries?interval=hour&${range(1)}`),
    aggregate('time series, 30 days by day', () => `/analytics/timeseries?${wholeDays(30)}`),
    aggregate(
      'time series, 30 days by day, from a millisecond',
      () => `/analytics/timeseries?interval=day&${range(30)}`,
    ),
    lookUp('events, newest 100', () => '/events'),
    lookUp('events of a name on a past day', (i) => `/events?name=click&${pastDay(i)}`),
    lookUp('events of a session', (i) => `/events?session_id=${pick(sessions, i)}`),
    lookUp('events of a user', (i) => `/events?user_id=${pick(users, i)}`),
    lookUp('an event by its id', (i) => `/events/${pick(events, i)}`),
    lookUp('a session', (i) => `/sessions/${pick(sessions, i)}`),
    lookUp('errors, newest 100', () => '/errors'),
    lookUp('errors of a code', () => '/errors?code=bot'),
    // What the machine allows: nothing that a query answers can be faster than the smallest one that ClickHouse answers.
    ofClickHouse('ClickHouse itself: SELECT 1', 'SELECT 1'),
    ofClickHouse(
      'ClickHouse itself: one table of aggregates',
      `SELECT name, sum(events) FROM event_counts_1m WHERE minute >= now() - INTERVAL 1 HOUR GROUP BY name`,
    ),
    {
      name: 'a query in SQL',
      kind: 'free',
      ask: () => ({ path: '/query', body: JSON.stringify({ sql: 'SELECT name, count() FROM events GROUP BY name' }) }),
    },
  ];
}
