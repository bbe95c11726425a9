import { expect } from '@jest/globals';
import fc from 'fast-check';
import { note } from '../faults/kit/rounds.js';
import {
  type SentEvent,
  activeUsers,
  byText,
  countBy,
  hourStatistics,
  series,
  sessionsOf,
  topPages,
  usersBySessions,
} from './query-model.js';

/** What is made up here is made up again with `ARGUS_QUERY_SEED=123 npm test -- tests/e2e/cluster-answers`. */
export const SEED = Number(process.env['ARGUS_QUERY_SEED'] ?? Date.now() % 1_000_000);
note(`ARGUS_QUERY_SEED=${SEED}`);
let ranges = 0;

/** Asks a path of the product; rejects for everything but 200. */
export type Ask = <T>(path: string) => Promise<T>;

/** Two instants of the last six weeks, in order. */
function anyRange(): { fromMs: number; toMs: number } {
  const at = fc.integer({ min: 0, max: 43 * 86_400_000 }).map((ms) => Date.now() + 200_000 - ms);
  const [a, b] = fc.sample(at, { numRuns: 2, seed: SEED + ranges++ }) as [number, number];
  return { fromMs: Math.min(a, b), toMs: Math.max(a, b) };
}

/** Active users of the last 5 minutes over all sources together. */
export async function activeUsersAgree(ask: Ask, events: SentEvent[], query: string): Promise<void> {
  const answer = await ask<{ active_users: number; as_of: string }>(`/analytics/active-users?${query}`);
  expect(answer).toEqual({
    window_seconds: 300,
    active_users: activeUsers(events, answer.as_of),
    as_of: answer.as_of,
  });
  expect(answer.as_of).toMatch(/:\d\d\.000Z$/);
}

/** Active sessions of a user, and the users with most. */
export async function activeSessionsAgree(ask: Ask, events: SentEvent[], query: string): Promise<void> {
  for (const user of ['u1', '用户', "o'br\\ien\t", 'nobody']) {
    const path = `/analytics/active-sessions?user_id=${encodeURIComponent(user)}&${query}`;
    const answer = await ask<{ session_ids: string[]; active_sessions: number; as_of: string }>(path);
    const expected = sessionsOf(events, answer.as_of, user);
    expect([...answer.session_ids].sort(byText)).toEqual(expected);
    expect(answer).toMatchObject({ user_id: user, window_seconds: 300, active_sessions: expected.length });
  }
  const most = await ask<{ users: unknown; as_of: string }>(`/analytics/active-sessions?limit=3&${query}`);
  expect(most).toEqual({ window_seconds: 300, users: usersBySessions(events, most.as_of, 3), as_of: most.as_of });
}

/** Views per URL over the last 15 minutes. */
export async function topPagesAgree(ask: Ask, events: SentEvent[], query: string): Promise<void> {
  for (const [limit, parameter] of [
    [5, ''],
    [1000, '&limit=1000'],
    [2, '&limit=2'],
  ] as const) {
    const answer = await ask<{ as_of: string }>(`/analytics/top-pages?${query}${parameter}`);
    const pages = topPages(events, answer.as_of, limit);
    expect(answer).toEqual({ window_seconds: 900, pages, as_of: answer.as_of });
  }
}

/** Events of a type, and by type, between two instants or days. */
export async function countsAgree(ask: Ask, events: SentEvent[], query: string): Promise<void> {
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
}

/** Clicks, impressions and their users of any hour. */
export async function hoursAgree(ask: Ask, events: SentEvent[], query: string): Promise<void> {
  for (const { us } of [...events.slice(-5), { us: Date.now() * 1000 }]) {
    const ms = Math.floor(us / 1000);
    expect(await ask(`/analytics?timestamp=${ms}&${query}`)).toBe(hourStatistics(events, ms));
  }
}

/** What a series is asked for. */
export interface SeriesCheck {
  events: SentEvent[];
  query: string;
  interval: 'minute' | 'hour' | 'day';
  timezone: string;
  seconds: number;
}

/** Minutes, hours or days as a clock on the wall shows them. */
export async function seriesAgrees(
  ask: Ask,
  { events, query, interval, timezone, seconds }: SeriesCheck,
): Promise<void> {
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
}
