import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@argus/contract';
import { Product, get, sendAll, untilStored } from '../kit/index.js';

/** The numbers of the section "Reading" of the public contract, with exact shapes and boundaries. */
let product: Product;

const HOUR = 1_710_511_200_000; // 2024-03-15T14:00:00.000Z
const at = (us: number): string =>
  `${new Date(HOUR + Math.floor(us / 1000)).toISOString().slice(0, -1)}${String(us % 1000).padStart(3, '0')}Z`;
const HOUR_US = 3_600_000_000;

const past = [
  { user_id: 'a', session_id: 'sa', name: 'click', timestamp: at(0) },
  { user_id: 'a', session_id: 'sa', name: 'click', category: 'shop', timestamp: at(HOUR_US - 1) },
  { user_id: 'b', name: 'impression', timestamp: at(5) },
  { session_id: 'sc', name: 'impression', timestamp: at(6) },
  { user_id: 'c', name: 'click', timestamp: at(HOUR_US) },
  { user_id: 'd', name: 'view', page_url: '/d', timestamp: '2024-03-14T23:59:59.999999Z' },
  { user_id: 'd', name: 'view', page_url: '/d', timestamp: '2024-03-16T00:00:00Z' },
];
const now = [
  ...['/b', '/a', '/a', '/c', '/b'].map((page_url) => ({
    user_id: 'n1',
    session_id: 's1',
    name: 'pageview',
    page_url,
  })),
  { user_id: 'n1', session_id: 's2', name: 'page_view', page_url: '/c' },
  { user_id: 'n2', session_id: 's3', name: 'other', page_url: '/not-a-view' },
  { session_id: 's4', name: 'view', page_url: '', data: { url: '/z' } },
];

beforeAll(async () => {
  product = await Product.start();
  await sendAll(product, [...past, ...now]);
  await sendAll(product, [{ user_id: 'n1', session_id: 's1', name: 'view', page_url: '/a' }], 'shop');
  await untilStored(product, past.length + now.length + 1);
}, 180_000);
afterAll(() => product.stop());

const AS_OF = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);

async function ok(path: string): Promise<unknown> {
  const { status, headers, body } = await get(product, path);
  expect([path, status, headers.get('content-type')]).toEqual([path, 200, expect.stringMatching(/^application\/json/)]);
  return body;
}

describe('windows', () => {
  it('[C1] active users', async () => {
    const path = '/analytics/active-users';
    expect(await ok(path)).toEqual({ window_seconds: 300, active_users: 2, as_of: AS_OF });
    expect(await ok(`${path}?source=shop`)).toEqual({ window_seconds: 300, active_users: 1, as_of: AS_OF });
    expect(await ok(`${path}?source=nobody`)).toEqual({ window_seconds: 300, active_users: 0, as_of: AS_OF });
    expect(await ok(`${path}?source=shop&source=default`)).toMatchObject({ active_users: 2 });
  });

  it('[C3] [C4] top pages: most views first, ties by URL', async () => {
    const pages = [
      { page_url: '/a', views: 3 },
      { page_url: '/b', views: 2 },
      { page_url: '/c', views: 2 },
      { page_url: '/z', views: 1 },
    ];
    const answer = (some: object[]) => ({ window_seconds: 900, pages: some, as_of: AS_OF });
    expect(await ok('/analytics/top-pages')).toEqual(answer(pages));
    expect(await ok('/analytics/top-pages?limit=1000')).toEqual(answer(pages));
    expect(await ok('/analytics/top-pages?limit=2')).toEqual(answer(pages.slice(0, 2)));
    expect(await ok('/analytics/top-pages?source=shop')).toEqual(answer([{ page_url: '/a', views: 1 }]));
  });

  it('[C2] active sessions of one user, and the users with most', async () => {
    const mine = (user_id: string, ids: string[]) => ({
      window_seconds: 300,
      user_id,
      active_sessions: ids.length,
      session_ids: ids,
      as_of: AS_OF,
    });
    expect(await ok('/analytics/active-sessions?user_id=n1')).toEqual(mine('n1', ['s1', 's2']));
    expect(await ok('/analytics/active-sessions?user_id=n1&source=shop')).toEqual(mine('n1', ['s1']));
    expect(await ok('/analytics/active-sessions?user_id=nobody')).toEqual(mine('nobody', []));
    const users = [
      { user_id: 'n1', active_sessions: 2 },
      { user_id: 'n2', active_sessions: 1 },
    ];
    expect(await ok('/analytics/active-sessions')).toEqual({ window_seconds: 300, users, as_of: AS_OF });
    expect(await ok('/analytics/active-sessions?limit=1')).toEqual({
      window_seconds: 300,
      users: users.slice(0, 1),
      as_of: AS_OF,
    });
  });

  it('[E1] the overview says the same in one answer', async () => {
    expect(await ok('/analytics/overview')).toMatchObject({
      as_of: AS_OF,
      active_users: { window_seconds: 300, active_users: 2 },
      top_pages: { window_seconds: 900, pages: expect.arrayContaining([{ page_url: '/a', views: 3 }]) },
    });
  });
});

describe('counts', () => {
  const range = (from: string, to: string) =>
    `start_date=${encodeURIComponent(from)}&end_date=${encodeURIComponent(to)}`;
  const total = async (query: string) => ok(`/analytics/event-counts?${query}`);

  it('[C5] of one type between two days or instants, both inclusive', async () => {
    expect(await total(`event_type=click&${range('2024-03-15', '2024-03-15')}`)).toEqual({ total_events: 3 });
    expect(await total(`event_type=click&${range(at(0), at(HOUR_US - 1))}`)).toEqual({ total_events: 2 });
    expect(await total(`event_type=click&${range(at(1), at(HOUR_US))}`)).toEqual({ total_events: 2 });
    expect(await total(`event_type=click&${range(at(HOUR_US), at(HOUR_US))}`)).toEqual({ total_events: 1 });
    expect(await total(`event_type=view&${range('2024-03-15', '2024-03-15')}`)).toEqual({ total_events: 0 });
    expect(await total(`event_type=view&${range('2024-03-14', '2024-03-16')}`)).toEqual({ total_events: 2 });
    expect(await total('event_type=click&start_date=2024-03-16')).toEqual({ total_events: 0 });
    expect(await total('name=click&end_date=2024-03-15')).toEqual({ total_events: 3 });
    expect(await total('event_type=click&source=shop')).toEqual({ total_events: 0 });
    expect(await total('')).toEqual({ total_events: past.length + now.length + 1 });
  });

  it('[C5] of every type, categories together', async () => {
    const byType = (query: string) => ok(`/analytics/event-counts-by-type?${query}`);
    expect(await byType(range('2024-03-15', '2024-03-15'))).toEqual({ click: 3, impression: 2 });
    expect(await byType(range('2024-03-14', '2024-03-16'))).toEqual({ click: 3, impression: 2, view: 2 });
    expect(await byType(range('2020-01-01', '2020-12-31'))).toEqual({});
    expect(await byType('source=shop')).toEqual({ view: 1 });
  });

  it('[C6] of an hour, as three lines of text', async () => {
    for (const ms of [HOUR, HOUR + 3_599_999]) {
      const { status, headers, body } = await get<string>(product, `/analytics?timestamp=${ms}`);
      expect([status, headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/plain/)]);
      expect(body.trimEnd().split('\n')).toEqual(['unique_users,2', 'clicks,2', 'impressions,2']);
    }
    const { body } = await get<string>(product, `/analytics?timestamp=${HOUR + 3_600_000}`);
    expect(body.trimEnd().split('\n')).toEqual(['unique_users,1', 'clicks,1', 'impressions,0']);
  });

  it('[C4] as a time series, empty buckets as zeros', async () => {
    const series = (query: string) => ok(`/analytics/timeseries?${query}`);
    expect(await series('from=2024-03-14&to=2024-03-16&interval=day&timezone=UTC')).toEqual({
      interval: 'day',
      timezone: 'UTC',
      points: [
        { time: '2024-03-14T00:00:00.000Z', events: 1, users: 1, sessions: 0 },
        { time: '2024-03-15T00:00:00.000Z', events: 5, users: 3, sessions: 2 },
        { time: '2024-03-16T00:00:00.000Z', events: 1, users: 1, sessions: 0 },
      ],
    });
    expect(await series('from=2024-03-15T13:00:00Z&to=2024-03-15T15:59:59Z&interval=hour&name=click')).toEqual({
      interval: 'hour',
      timezone: 'UTC',
      points: [
        { time: '2024-03-15T13:00:00.000Z', events: 0, users: 0, sessions: 0 },
        { time: '2024-03-15T14:00:00.000Z', events: 2, users: 1, sessions: 1 },
        { time: '2024-03-15T15:00:00.000Z', events: 1, users: 1, sessions: 0 },
      ],
    });
    expect(await series('from=2024-03-15&to=2024-03-15&interval=day&category=shop')).toMatchObject({
      points: [{ events: 1, users: 1, sessions: 1 }],
    });
    expect(await series('from=2024-03-15&to=2024-03-15&interval=day&timezone=Asia/Kathmandu')).toMatchObject({
      timezone: 'Asia/Kathmandu',
      points: expect.arrayContaining([expect.objectContaining({ time: '2024-03-14T18:15:00.000Z' })]),
    });
  });
});

describe('time series at the edge of time', () => {
  const epoch = [
    { user_id: 'first', session_id: 'e', name: 'epoch', timestamp: 0 },
    { user_id: 'first', session_id: 'f', name: 'epoch', timestamp: 3_600_000 },
  ];
  beforeAll(async () => {
    await sendAll(product, epoch, 'epoch');
    await untilStored(product, past.length + now.length + 1 + epoch.length);
  }, 60_000);

  it.each(['', '&name=epoch'])('[C4] begins before 1970 where it is asked to, with zeros (%s)', async (filter) => {
    const series = (query: string) => ok(`/analytics/timeseries?source=epoch${filter}&${query}`);
    expect(await series('interval=day&timezone=America/New_York&from=1969-12-30&to=1970-01-01')).toMatchObject({
      points: [
        { time: '1969-12-29T05:00:00.000Z', events: 0, users: 0, sessions: 0 },
        { time: '1969-12-30T05:00:00.000Z', events: 0, users: 0, sessions: 0 },
        { time: '1969-12-31T05:00:00.000Z', events: 2, users: 1, sessions: 2 },
        { time: '1970-01-01T05:00:00.000Z', events: 0, users: 0, sessions: 0 },
      ],
    });
    expect(await series('interval=hour&from=1969-12-31T23:00:00Z&to=1970-01-01T01:00:00Z')).toMatchObject({
      points: [
        { time: '1969-12-31T23:00:00.000Z', events: 0, users: 0, sessions: 0 },
        { time: '1970-01-01T00:00:00.000Z', events: 1, users: 1, sessions: 1 },
        { time: '1970-01-01T01:00:00.000Z', events: 1, users: 1, sessions: 1 },
      ],
    });
    expect(await series('interval=day&from=1901-01-01&to=1901-01-01')).toMatchObject({
      points: [{ time: '1901-01-01T00:00:00.000Z', events: 0, users: 0, sessions: 0 }],
    });
  });
});

describe('bad parameters', () => {
  it.each([
    ['/analytics/active-users', 'colour=red', 'colour'],
    ['/analytics/active-users', 'source=a%20b', 'source'],
    ['/analytics/active-users', 'source=', 'source'],
    ['/analytics/active-users', `source=${'a'.repeat(65)}`, 'source'],
    ['/analytics/top-pages', 'limit=0', 'limit'],
    ['/analytics/top-pages', 'limit=1001', 'limit'],
    ['/analytics/top-pages', 'limit=ten', 'limit'],
    ['/analytics/top-pages', 'limit=1.5', 'limit'],
    ['/analytics/top-pages', 'colour=red', 'colour'],
    ['/analytics/active-sessions', 'user_id=', 'user_id'],
    ['/analytics/active-sessions', 'limit=-1', 'limit'],
    ['/analytics/active-sessions', 'user=u', 'user'],
    ['/analytics/event-counts', 'start_date=yesterday', 'start_date'],
    ['/analytics/event-counts', 'end_date=2024-02-30', 'end_date'],
    ['/analytics/event-counts', 'start_date=2024-03-16&end_date=2024-03-15', 'start_date'],
    ['/analytics/event-counts', 'event_type=a&name=b', 'event_type'],
    ['/analytics/event-counts', 'from=2024-01-01', 'from'],
    ['/analytics/event-counts-by-type', 'colour=red', 'colour'],
    ['/analytics/event-counts-by-type', 'start_date=2024-03-16&end_date=2024-03-15', 'start_date'],
    ['/analytics', '', 'timestamp'],
    ['/analytics', 'timestamp=soon', 'timestamp'],
    ['/analytics', 'timestamp=-1', 'timestamp'],
    ['/analytics', 'timestamp=0&colour=red', 'colour'],
    ['/analytics/timeseries', 'interval=week', 'interval'],
    ['/analytics/timeseries', 'timezone=Mars/Olympus', 'timezone'],
    ['/analytics/timeseries', 'from=2024-03-16&to=2024-03-15&interval=day', 'from'],
    ['/analytics/timeseries', 'colour=red', 'colour'],
    ['/analytics/overview', 'colour=red', 'colour'],
    ['/outcomes', 'colour=red', 'colour'],
    ['/events', 'limit=1001', 'limit'],
    ['/events', 'order=up', 'order'],
    ['/events', 'cursor=made-up', 'cursor'],
    ['/events', 'from=x', 'from'],
    ['/events', 'from=2024-03-16&to=2024-03-15', 'from'],
    ['/events', 'colour=red', 'colour'],
    ['/sessions/s1', 'colour=red', 'colour'],
    ['/errors', 'code=made_up', 'code'],
    ['/errors', 'to=x', 'to'],
    ['/errors', 'colour=red', 'colour'],
    ['/errors', 'from=20240315', 'from'],
    ['/events', 'constructor=1', 'constructor'],
    ['/events', '__proto__=1', '__proto__'],
    ['/sources', 'colour=red', 'colour'],
    ['/tracking-plan', 'colour=red', 'colour'],
    ['/admin/consumption', 'colour=red', 'colour'],
    ['/health/live', 'colour=red', 'colour'],
    ['/health/ready', 'colour=red', 'colour'],
    ['/metrics', 'colour=red', 'colour'],
  ])('[B4] %s?%s is 400 and names %s, once', async (route, query, field) => {
    const { status, headers, body } = await get<Problem>(product, `${route}?${query}`);
    expect([status, headers.get('content-type')]).toEqual([400, expect.stringMatching(/^application\/problem\+json/)]);
    expect(body).toMatchObject({ type: 'about:blank', status: 400, title: 'Bad Request', detail: expect.any(String) });
    expect(body.errors?.map((error) => error.field)).toEqual([field]);
  });

  it('[C4] at most 10,000 points', async () => {
    const minutes = (count: number) => {
      const to = new Date(HOUR + (count - 1) * 60_000).toISOString();
      return get<{ points: unknown[] }>(product, `/analytics/timeseries?interval=minute&from=${at(0)}&to=${to}`);
    };
    const most = await minutes(10_000);
    expect([most.status, most.body.points.length]).toEqual([200, 10_000]);
    expect((await minutes(10_001)).status).toBe(400);
  });
});
