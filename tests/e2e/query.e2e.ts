import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, Product, get, post, sendAll, sql, untilStored, waitFor, waitUntil } from '../kit/index.js';

interface Page {
  events: { event_id: string; timestamp: string; data: { n: number } }[];
  next_cursor: string | null;
}

let product: Product;
const BASE = Date.parse('2025-06-01T12:00:00.000Z');
/** Sent out of order, many at one time, so that ties are broken by order of acceptance. */
const numbered = Array.from({ length: 250 }, (_, n) => ({
  timestamp: new Date(BASE + ((n * 37) % 25) * 1000).toISOString(),
  user_id: `u${n % 3}`,
  session_id: `s${n % 5}`,
  category: n % 2 === 0 ? 'even' : '',
  name: n % 10 === 0 ? 'tenth' : 'other',
  data: { n },
}));
const inOrder = numbered
  .map((event, sent) => ({ ...event, sent }))
  .sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp) || a.sent - b.sent);

beforeAll(async () => {
  product = await Product.start();
  for (let from = 0; from < numbered.length; from += 50)
    await sendAll(product, numbered.slice(from, from + 50), 'walk');
  await untilStored(product, numbered.length);
});

afterAll(async () => {
  await product?.stop();
});

async function walk(query: string, meanwhile?: () => Promise<void>): Promise<Page['events']> {
  const found: Page['events'] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const path: string = `/events?source=walk&${query}${cursor ? `&cursor=${cursor}` : ''}`;
    const { status, body }: Answer<Page> = await get<Page>(product, path);
    expect(status).toBe(200);
    found.push(...body.events);
    cursor = body.next_cursor;
    await meanwhile?.();
  }
  return found;
}

describe('[D1] events are searched', () => {
  it('[B12] walks in order of time, ties in order of acceptance, each exactly once', async () => {
    const ascending = await walk('order=asc&limit=7');
    expect(ascending.map(({ data }) => data.n)).toEqual(inOrder.map(({ data }) => data.n));
    const descending = await walk('limit=33');
    expect(descending.map(({ data }) => data.n)).toEqual(inOrder.map(({ data }) => data.n).reverse());
  });

  it('neither skips nor repeats what was stored, while events arrive', async () => {
    let late = 0;
    const found = await walk('to=2025-06-01&limit=40', async () => {
      const timestamp = new Date(BASE + (late % 25) * 1000 + 500).toISOString();
      await sendAll(product, [{ timestamp, user_id: 'late', name: 'late', data: { n: -++late } }], 'walk');
    });
    const ids = found.map(({ event_id }) => event_id);
    expect(new Set(ids).size).toBe(ids.length);
    const stored = found.filter(({ data }) => data.n >= 0);
    expect(stored.map(({ data }) => data.n)).toEqual(inOrder.map(({ data }) => data.n).reverse());
  });

  it.each([
    ['session_id=s2', ({ session_id }: (typeof numbered)[number]) => session_id === 's2'],
    ['user_id=u1', ({ user_id }: (typeof numbered)[number]) => user_id === 'u1'],
    ['category=even', ({ category }: (typeof numbered)[number]) => category === 'even'],
    ['category=&name=other', ({ category, name }: (typeof numbered)[number]) => category === '' && name === 'other'],
    ['event_type=tenth', ({ name }: (typeof numbered)[number]) => name === 'tenth'],
    [
      `from=${new Date(BASE + 3000).toISOString()}&to=${new Date(BASE + 9000).toISOString()}`,
      ({ timestamp }: (typeof numbered)[number]) =>
        Date.parse(timestamp) >= BASE + 3000 && Date.parse(timestamp) <= BASE + 9000,
    ],
  ])('filters by %s', async (query, wanted) => {
    const found = await walk(`${query}&order=asc&limit=1000`);
    const old = found.filter(({ data }) => data.n >= 0);
    expect(old.map(({ data }) => data.n)).toEqual(inOrder.filter(wanted).map(({ data }) => data.n));
  });

  it('finds one event by its id, in either case, and says when there is none', async () => {
    const [event] = (await get<Page>(product, '/events?source=walk&limit=1')).body.events;
    const one = await get(product, `/events/${event?.event_id.toUpperCase()}`);
    expect(one.body).toEqual(event);
    const none = await get<{ status: number }>(product, '/events/018f3a5e-7c1b-7d2a-9f00-2b1c3d4e5f60');
    expect([none.status, none.body.status]).toEqual([404, 404]);
    expect((await get(product, `/events/${event?.event_id}?source=other`)).status).toBe(404);
  });
});

describe('[D3] sessions', () => {
  it('reads in order with duration, entry and exit page, from whichever sources', async () => {
    const at = (seconds: number) => new Date(BASE + seconds * 1000).toISOString();
    const session_id = 'a session/with ünusual+name';
    await sendAll(product, [{ session_id, user_id: 'b', name: 'paid', timestamp: at(60.25) }], 'checkout');
    await sendAll(
      product,
      [{ session_id, user_id: 'a', name: 'page_view', page_url: '/in', timestamp: at(0) }],
      'shop',
    );
    await sendAll(product, [{ session_id, name: 'page_view', page_url: '/out', timestamp: at(30) }], 'shop');
    const path = `/sessions/${encodeURIComponent(session_id)}`;
    const { body } = await waitUntil(
      () => get<{ events: { name: string; source: string }[] }>(product, path),
      (answer) => answer.status === 200 && answer.body.events.length === 3,
    );
    expect(body).toMatchObject({
      session_id,
      sources: ['checkout', 'shop'],
      user_ids: ['a', 'b'],
      started_at: at(0),
      ended_at: at(60.25),
      duration_ms: 60_250,
      entry_page: '/in',
      exit_page: '/out',
      next_cursor: null,
    });
    expect(body.events.map(({ name, source }) => `${source} ${name}`)).toEqual([
      'shop page_view',
      'shop page_view',
      'checkout paid',
    ]);
    expect((await get(product, '/sessions/nobody')).status).toBe(404);
  });
});

describe('[D2] errors', () => {
  it('keeps one error per wrong field, with the event as received', async () => {
    const bad = { name: 'location', user_id: 'u', data: { latitude: 99, longitude: 'x' }, extra: 1 };
    expect((await post(product, '/events', bad, { 'x-source': 'faulty' })).status).toBe(400);
    interface Errors {
      errors: { error_id: string; code: string; field: string; event: unknown }[];
    }
    const fields = async () => {
      const { body } = await get<Errors>(product, '/errors?source=faulty');
      return body.errors.map(({ code, field }) => `${code} ${field}`).sort();
    };
    await waitFor(fields, ['out_of_range data.latitude', 'unknown_field extra', 'wrong_type data.longitude']);
    const { body } = await get<Errors>(product, '/errors?source=faulty&code=out_of_range&field=data.latitude');
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0]?.event).toEqual(bad);
    const one = await get(product, `/errors/${body.errors[0]?.error_id}`);
    expect(one.body).toEqual(body.errors[0]);
    const pipeline = async () =>
      (await get<{ pipeline: object }>(product, '/analytics/overview?source=faulty')).body.pipeline;
    await waitUntil(pipeline, (now) => 'rejected_24h' in now && now.rejected_24h === 1);
  });
});

describe('[B4] parameters are named when they are wrong', () => {
  it.each([
    ['/events?limit=0', ['limit']],
    ['/events?limit=1001&order=up', ['order', 'limit']],
    ['/events?nonsense=1', ['nonsense']],
    ['/events?from=2025-02-30', ['from']],
    ['/events?from=2025-06-02&to=2025-06-01', ['from']],
    ['/events?name=a&event_type=b', ['event_type']],
    ['/events?cursor=abc', ['cursor']],
    ['/events?source=no%20spaces', ['source']],
    ['/events/not-a-uuid', ['event_id']],
    ['/analytics/top-pages?limit=five', ['limit']],
    ['/analytics/active-sessions?user_id=', ['user_id']],
    ['/analytics/event-counts?start_date=2025-06-02&end_date=2025-06-01', ['start_date']],
    ['/analytics?timestamp=now', ['timestamp']],
    ['/analytics', ['timestamp']],
    ['/analytics/timeseries?interval=week', ['interval']],
    ['/analytics/timeseries?timezone=Mars/Olympus', ['timezone']],
    ['/analytics/timeseries?interval=minute&from=2025-01-01&to=2025-06-01', ['interval']],
    ['/errors?code=wrong', ['code']],
  ])('%s', async (path, fields) => {
    const { status, body } = await get<{ errors: { field: string }[] }>(product, path);
    expect(status).toBe(400);
    expect([...new Set(body.errors.map(({ field }) => field))].sort()).toEqual([...fields].sort());
  });
});

describe('[D4] ad-hoc SQL through the API', () => {
  const ask = (sqlText: string, params?: object) =>
    post<Record<string, unknown>>(product, '/query', { sql: sqlText, ...(params ? { params } : {}) });

  it('answers columns and rows, parameters bound', async () => {
    const { status, body } = await ask("SELECT {n:UInt64} AS n, {s:String} AS s, 'x' AS x", {
      n: '18446744073709551615',
      s: "a'b\\",
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      columns: [
        { name: 'n', type: 'UInt64' },
        { name: 's', type: 'String' },
        { name: 'x', type: 'String' },
      ],
      row_count: 1,
    });
    expect((body['rows'] as unknown[][])[0]?.slice(1)).toEqual(["a'b\\", 'x']);
  });

  it('refuses what is not reading, and changes nothing', async () => {
    const before = await sql(product, 'SELECT count() FROM events');
    for (const text of ['DROP TABLE events', 'INSERT INTO events (name) VALUES (1)', "SELECT file('/etc/passwd')"]) {
      const { status, body } = await ask(text);
      expect([text, status, body['code']]).toEqual([text, 403, 497]);
    }
    expect(await sql(product, 'SELECT count() FROM events')).toBe(before);
  });

  it('says what ClickHouse cannot run, and which limit was met', async () => {
    expect(await ask('SELECT nothing FROM events')).toMatchObject({ status: 400, body: { code: 47 } });
    expect(await ask('SELECT 1 FORMAT CSV')).toMatchObject({ status: expect.any(Number) });
    expect((await ask('SELECT number FROM numbers(1000000000)')).status).toBe(422);
  });
});

describe('[C1] while ClickHouse is away', () => {
  it('answers 503 with Retry-After, and the overview says that it is down', async () => {
    expect((await get(product, '/analytics/overview')).status).toBe(200);
    process.kill(product.engine.pid, 'SIGSTOP');
    const { pid } = product.engine;
    try {
      const away = await waitUntil(
        () => get(product, '/analytics/active-users'),
        ({ status }) => status === 503,
      );
      expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
      const overview = await get<{ pipeline: { clickhouse: string } }>(product, '/analytics/overview');
      expect([overview.status, overview.body.pipeline?.clickhouse]).toEqual([200, 'down']);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await waitUntil(
      () => get(product, '/analytics/active-users'),
      ({ status }) => status === 200,
    );
  });
});
