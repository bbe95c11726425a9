import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Product, get, sendAll, untilStored, waitFor } from '../kit/index.js';
import { anyEvents } from './query-arbitrary.js';
import {
  type SentEvent,
  activeUsers,
  asSent,
  byText,
  countBy,
  hourStatistics,
  series,
  sessionsOf,
  topPages,
  usersBySessions,
} from './query-model.js';

interface Overview {
  pipeline: { queued_events: number };
}

let product: Product;
/** Everything that was ever sent: runs share the product, each with sources of its own. */
const sent: SentEvent[] = [];
let runs = 0;

beforeAll(async () => {
  product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
});

afterAll(async () => {
  await product?.stop();
});

async function ask<T>(path: string): Promise<T> {
  const { status, body } = await get<T>(product, path);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Sends in the order given, neighbours of one source together, and waits until all is stored. */
async function send(events: SentEvent[]): Promise<void> {
  for (let from = 0; from < events.length;) {
    const { source } = events[from]!;
    let to = from + 1;
    while (to < events.length && to - from < 7 && events[to]?.source === source) to++;
    await sendAll(product, events.slice(from, to).map(asSent), source);
    from = to;
  }
  sent.push(...events);
  await untilStored(product, sent.length);
  // The views of an insert follow its raw rows: all of it is there once nothing waits any more.
  await waitFor(async () => (await ask<Overview>('/analytics/overview')).pipeline.queued_events, 0);
}

/** Checks new events alone, those of one of their sources and, unless that is too slow, everything that was ever sent. */
async function withNewEvents(
  check: (events: SentEvent[], query: string) => Promise<void>,
  { everything = true, numRuns = 4 } = {},
): Promise<void> {
  const prefix = `run${runs++}`;
  const all = anyEvents(prefix, Date.now() * 1000);
  await fc.assert(
    fc.asyncProperty(all, async (events) => {
      const attempt = events.map((event) => ({ ...event, source: `${event.source}-${runs}` }));
      runs++;
      await send(attempt);
      const own = [...new Set(attempt.map(({ source }) => source))];
      if (everything) await check(sent, '');
      await check(attempt, `source=${own.join(',')}`);
      const first = own[0]!;
      await check(
        attempt.filter(({ source }) => source === first),
        `source=${first}`,
      );
    }),
    { numRuns, endOnFailure: true },
  );
}

/** Recomputing a series takes the wall clock's text of every event. */
const SERIES = { everything: false, numRuns: 3 };

/** Two instants of the last six weeks, in order. */
function anyRange(): { fromMs: number; toMs: number } {
  const at = fc.integer({ min: 0, max: 43 * 86_400_000 }).map((ms) => Date.now() + 200_000 - ms);
  const [a, b] = fc.sample(at, 2) as [number, number];
  return { fromMs: Math.min(a, b), toMs: Math.max(a, b) };
}

describe('rolling windows equal what was sent', () => {
  it('[C1] [B9] counts active users of the last 5 minutes over all sources together', async () => {
    await withNewEvents(async (events, query) => {
      const answer = await ask<{ active_users: number; as_of: string }>(`/analytics/active-users?${query}`);
      expect(answer).toEqual({
        window_seconds: 300,
        active_users: activeUsers(events, answer.as_of),
        as_of: answer.as_of,
      });
      expect(answer.as_of).toMatch(/:\d\d\.000Z$/);
    });
  });

  it('[C2] counts active sessions of a user, and the users with most', async () => {
    await withNewEvents(async (events, query) => {
      for (const user of ['u1', '用户', "o'br\\ien\t", 'nobody']) {
        const path = `/analytics/active-sessions?user_id=${encodeURIComponent(user)}&${query}`;
        const answer = await ask<{ session_ids: string[]; active_sessions: number; as_of: string }>(path);
        const expected = sessionsOf(events, answer.as_of, user);
        expect([...answer.session_ids].sort(byText)).toEqual(expected);
        expect(answer).toMatchObject({ user_id: user, window_seconds: 300, active_sessions: expected.length });
      }
      const most = await ask<{ users: unknown; as_of: string }>(`/analytics/active-sessions?limit=3&${query}`);
      expect(most).toEqual({ window_seconds: 300, users: usersBySessions(events, most.as_of, 3), as_of: most.as_of });
    });
  });

  it('[C3] [C4] counts views per URL over the last 15 minutes', async () => {
    await withNewEvents(async (events, query) => {
      for (const [limit, parameter] of [
        [5, ''],
        [1000, '&limit=1000'],
        [2, '&limit=2'],
      ] as const) {
        const answer = await ask<{ as_of: string }>(`/analytics/top-pages?${query}${parameter}`);
        const pages = topPages(events, answer.as_of, limit);
        expect(answer).toEqual({ window_seconds: 900, pages, as_of: answer.as_of });
      }
    });
  });
});

describe('statistics equal what was sent', () => {
  it('[C5] counts events of a type, and by type, between two instants or days', async () => {
    await withNewEvents(async (events, query) => {
      const { fromMs, toMs } = anyRange();
      const [start, end] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
      const inRange = events.filter(({ us }) => us >= fromMs * 1000 && us <= toMs * 1000 + 999);
      const byType = await ask(`/analytics/event-counts-by-type?start_date=${start}&end_date=${end}&${query}`);
      expect(byType).toEqual(Object.fromEntries(countBy(inRange, ({ name }) => name)));
      const days = `start_date=${start.slice(0, 10)}&end_date=${end.slice(0, 10)}`;
      const inDays = events.filter(({ us, name }) => {
        const day = new Date(us / 1000).toISOString().slice(0, 10);
        return name === 'click' && day >= start.slice(0, 10) && day <= end.slice(0, 10);
      });
      expect(await ask(`/analytics/event-counts?event_type=click&${days}&${query}`)).toEqual({
        total_events: inDays.length,
      });
    });
  });

  it('[C6] answers clicks, impressions and their users of any hour', async () => {
    await withNewEvents(async (events, query) => {
      for (const { us } of [...events.slice(-5), { us: Date.now() * 1000 }]) {
        const ms = Math.floor(us / 1000);
        expect(await ask(`/analytics?timestamp=${ms}&${query}`)).toBe(hourStatistics(events, ms));
      }
    });
  });

  it.each([
    ['minute', 'UTC', 3 * 3600],
    ['minute', 'Asia/Kathmandu', 2 * 3600],
    ['hour', 'UTC', 3 * 86_400],
    ['hour', 'Asia/Kolkata', 30 * 86_400],
    ['hour', 'America/St_Johns', 43 * 86_400],
    ['day', 'UTC', 31 * 86_400],
    ['day', 'Europe/Berlin', 43 * 86_400],
    ['day', 'America/New_York', 43 * 86_400],
    ['day', 'Australia/Lord_Howe', 43 * 86_400],
  ] as const)('[C7] draws %ss in %s', async (interval, timezone, seconds) => {
    await withNewEvents(async (events, query) => {
      const toMs = Date.now() + 150_123;
      const fromMs = toMs - seconds * 1000 + 77_777;
      const range = `from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}`;
      const inRange = events.filter(({ us }) => us >= fromMs * 1000 && us <= toMs * 1000 + 999);
      for (const name of [undefined, 'click']) {
        const counted = name === undefined ? inRange : inRange.filter((event) => event.name === name);
        const at = series(counted, interval, timezone);
        const kind = name === undefined ? '' : `&event_type=${name}`;
        const path = `/analytics/timeseries?interval=${interval}&timezone=${timezone}&${range}${kind}&${query}`;
        const { points, ...rest } = await ask<{ points: { time: string }[] }>(path);
        expect(rest).toMatchObject({ interval, timezone });
        expect(points).toEqual(points.map(({ time }) => ({ time, ...at(time) })));
        expect(points.reduce((sum, { time }) => sum + at(time).events, 0)).toBe(counted.length);
      }
    }, SERIES);
  });
});
