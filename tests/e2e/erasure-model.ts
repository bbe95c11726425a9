import { metric } from '../faults/kit/metrics.js';
import { type Answer, type Product, get, post, sendAll, sql, untilStored, waitFor } from '../kit/index.js';

const DAY_MS = 86_400_000;
/** As awkward as an id may be. */
export const PERSON = `Ada "the\\first"/ö?`;
export const OTHERS = ['bob', 'Ada', 'first'];

export interface Rows {
  events: number;
  errors: number;
  activity_hourly: number;
  activity_daily: number;
}

export interface Erasure {
  job_id: string;
  user_id: string | null;
  user_id_sha256: string;
  state: string;
  detail: string | null;
  found: Rows | null;
  left: Rows | null;
}

export const NOTHING: Rows = { events: 0, errors: 0, activity_hourly: 0, activity_daily: 0 };

/** Asks for a person to be erased. */
export async function erase<T>(product: Product, userId: string, query = ''): Promise<Answer<T>> {
  const response = await fetch(`${product.url}/users/${encodeURIComponent(userId)}${query}`, { method: 'DELETE' });
  return { status: response.status, headers: response.headers, body: (await response.json()) as T };
}

export interface Sent {
  user_id: string;
  session_id: string;
  name: string;
  page_url: string;
  timestamp: string;
}

/** Events of everybody, some in minutes and sessions that are shared, some alone; two of them on other days. */
export function eventsOf(users: readonly string[]): Sent[] {
  const now = Date.now();
  const whens = [now - 5_000, now - 65_000, now - DAY_MS, now - 40 * DAY_MS];
  return users.flatMap((user_id, i) =>
    whens.flatMap((when, j) =>
      ['page_view', 'click', 'seen'].map((name) => ({
        user_id,
        session_id: j % 2 === 0 ? 'shared' : `own ${i}`,
        name,
        page_url: `/p${j}/${i % 2 === 0 ? 'all' : user_id}`,
        timestamp: new Date(when - (j % 2 === 0 ? 0 : i * 120_000)).toISOString(),
      })),
    ),
  );
}

/** Stores events, two more of the person from another source, and refused events of which some name the person. */
export async function storeEverybody(product: Product, events: readonly Sent[], patienceMs?: number): Promise<void> {
  await sendAll(product, [...events]);
  await sendAll(product, eventsOf([PERSON]).slice(0, 2), 'blog');
  await post(product, '/events', [
    { user_id: PERSON, name: 'view' },
    { user_id: 'bob', name: 'view' },
    { user_id: 'bob', name: 'x', data: 1, session_id: PERSON },
    { name: 'nobody' },
  ]);
  await untilStored(product, events.length + 2, patienceMs);
  // The refused ones are not counted there.
  await waitFor(() => metric(product.url, 'argus_queue_rows'), 0, patienceMs);
}

/** What the tables must say of some events, counted here. */
export function expectedOf(events: readonly Sent[]) {
  const count = (keys: string[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
    return counts;
  };
  const isRecent = ({ timestamp }: Sent) => Date.parse(timestamp) > Date.now() - 3_000_000;
  const views = events.filter((event) => event.name === 'page_view' && isRecent(event));
  return {
    types: count(events.map(({ name }) => name)),
    minutes: count(events.map(({ timestamp, name }) => `${timestamp.slice(0, 16)} ${name}`)),
    pages: count(views.map(({ page_url }) => page_url)),
    hours: [...new Set(events.map((e) => `${e.timestamp.slice(0, 13)} ${e.user_id} ${e.session_id}`))].sort(),
  };
}

/** What they say. */
export async function actual(product: Product) {
  const object = async (query: string): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await sql(product, `${query} FORMAT JSONCompactEachRow`))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as [string, string | number])
        .map(([key, n]) => [key, Number(n)]),
    );
  const hours = await object(
    "SELECT DISTINCT concat(formatDateTime(hour, '%Y-%m-%dT%H'), ' ', user_id, ' ', session_id) AS k, 1 FROM activity_hourly",
  );
  return {
    types: (await get<Record<string, number>>(product, '/analytics/event-counts-by-type')).body,
    minutes: await object(
      "SELECT concat(formatDateTime(minute, '%Y-%m-%dT%H:%i'), ' ', name) AS k, sum(events) FROM event_counts_1m GROUP BY k",
    ),
    pages: await object('SELECT page_url, sum(views) FROM page_views_15m GROUP BY page_url'),
    hours: Object.keys(hours).sort(),
  };
}
