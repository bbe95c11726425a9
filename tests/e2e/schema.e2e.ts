import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ClickHouseClient,
  createClickHouse,
  holdDelivery,
  insertRows,
  migrate,
  readMigrations,
  rebuild,
  verify,
} from '@argus/clickhouse';
import { EngineUnderTest } from '../kit/engine.js';

/** The schema on the embedded engine alone: no gateway, so nothing but these tests inserts. */
let engine: EngineUnderTest;
let client: ClickHouseClient;

const TIERS = ['events', 'page_views_15m', 'activity_hourly', 'activity_daily', 'event_counts_1m'];

beforeAll(async () => {
  engine = await EngineUnderTest.start();
  client = createClickHouse({ url: engine.url });
  await migrate(client);
});

afterAll(async () => {
  await client?.close();
  await engine?.remove();
});

async function rows<T>(query: string): Promise<T[]> {
  return (await client.query({ query, format: 'JSONEachRow' })).json<T>();
}

/** What every tier says, whatever its parts look like. */
async function totals(): Promise<Record<string, unknown>> {
  const [answer] = await rows<Record<string, unknown>>(`
    SELECT
      (SELECT count() FROM events) AS events,
      (SELECT sum(views) FROM page_views_15m) AS views,
      (SELECT (sum(clicks), sum(impressions), uniqExact(user_id), toString(max(last_seen))) FROM activity_hourly) AS hourly,
      (SELECT (uniqExact(user), uniqExact(session), toString(groupBitOr(quarters))) FROM activity_daily) AS daily,
      (SELECT sum(events) FROM event_counts_1m) AS counts,
      (SELECT sum(events) FROM refused_events_1m) AS refused`);
  return answer ?? {};
}

const verified = () => verify(client, { nowSecond: Math.floor(Date.now() / 1000), hold: (run) => run() });

describe('migrations', () => {
  it('[A3] run twice, are recorded once, and every statement of them may run again', async () => {
    expect(await migrate(client)).toEqual([]);
    const recorded = await rows<{ version: number; n: number }>(
      'SELECT version, count() AS n FROM schema_migrations GROUP BY version ORDER BY version',
    );
    expect(recorded.map(({ version }) => version)).toEqual((await readMigrations()).map(({ version }) => version));
    expect(recorded.every(({ n }) => n === 1)).toBe(true);
    await client.command({ query: 'TRUNCATE TABLE schema_migrations' });
    expect(await migrate(client)).toHaveLength(recorded.length);
  });

  it('[D4] let a person insert a few columns by hand', async () => {
    await client.command({ query: "INSERT INTO events (user_id, name) VALUES ('by hand', 'noted')" });
    const [event] = await rows<Record<string, unknown>>(
      "SELECT *, abs(timestamp - now64(6)) < 60 AS is_now FROM events WHERE user_id = 'by hand'",
    );
    expect(event).toMatchObject({
      source: 'default',
      session_id: '',
      category: '',
      data: '{}',
      sequence: 0,
      is_now: 1,
    });
    expect(event?.['event_id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(event?.['event_id']).not.toMatch(/^0{8}/);
  });
});

describe('[B10] one batch, sent three times with one token', () => {
  const COLUMNS = [
    'event_id',
    'source',
    'timestamp',
    'user_id',
    'session_id',
    'name',
    'page_url',
    'data',
    'sequence',
    'batch_id',
  ];

  const body = (offset: number, spreadDays: number): Buffer =>
    Buffer.from(
      Array.from({ length: 500 }, (_, i) => {
        const n = offset + i;
        const timestamp = new Date(Date.now() - (i * spreadDays * 86_400_000) / 500 - i).toISOString();
        const id = `018f3a5e-7c1b-7d2a-9f00-${n.toString(16).padStart(12, '0')}`;
        const name = ['view', 'click', 'impression'][i % 3];
        return JSON.stringify([id, 'shop', timestamp, `u${i % 20}`, `s${i % 50}`, name, `/p${i % 7}`, '{}', n, 'b']);
      }).join('\n'),
    );

  it.each([
    ['of this moment', 0, 0],
    ['spread over two years', 1000, 730],
  ])('grows no tier when it is %s', async (_, offset, spreadDays) => {
    const before = await totals();
    const batch = body(offset, spreadDays);
    const send = (i: number) =>
      insertRows(client, {
        table: 'events',
        columns: COLUMNS,
        format: 'JSONCompactEachRow',
        body: batch,
        token: `batch ${offset}`,
        queryId: `batch-${offset}-${i}`,
      });
    await send(1);
    const once = await totals();
    expect(Number(once['events'])).toBe(Number(before['events']) + 500);
    await send(2);
    await send(3);
    expect(await totals()).toEqual(once);
    expect(await verified()).toEqual([]);
  });

  it('is bounded by its own window in every tier', async () => {
    const tables = await rows<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = 'default' AND create_table_query LIKE '%non_replicated_deduplication_window = 1000%'",
    );
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining([...TIERS, 'errors', 'refused_events_1m']));
  });
});

describe('[C7] verify and rebuild', () => {
  it('counts refused events once, however many fields were wrong and however alike they are', async () => {
    const at = '2025-06-01 12:00:00.000001';
    const values = ["'a', 'required'", "'b', 'wrong_type'"].flatMap((field) =>
      [`'{"x":1}'`, `'{"x":1}'`, `'{"x":2}'`].map((event) => `('${at}', 'shop', ${field}, 'm', ${event})`),
    );
    const bot = `('${at}', 'shop', 'timestamp', 'bot', 'm', '{"x":1,"bot":1}')`;
    await client.command({
      query: `INSERT INTO errors (received_at, source, field, code, message, event) VALUES ${[...values, bot].join(', ')}`,
    });
    const refused = await rows(
      'SELECT verdict, sum(events) AS events FROM refused_events_1m GROUP BY verdict ORDER BY verdict',
    );
    expect(refused).toEqual([
      { verdict: 'bot', events: 1 },
      { verdict: 'invalid', events: 3 },
    ]);
  });

  it('says where an aggregate differs, and a rebuild mends it', async () => {
    const before = await totals();
    expect(await verified()).toEqual([]);
    await client.command({
      query: "INSERT INTO event_counts_1m VALUES ('2025-06-01 12:00:00', 'x', '', 'made up', 5)",
    });
    await client.command({
      query: "ALTER TABLE activity_hourly DELETE WHERE user_id = 'u3'",
      clickhouse_settings: { mutations_sync: '2' },
    });
    const found = await verified();
    expect(new Set(found.map(({ table }) => table))).toEqual(new Set(['event_counts_1m', 'activity_hourly']));
    expect(found.find(({ table }) => table === 'event_counts_1m')).toMatchObject({
      bucket: Date.parse('2025-06-01T12:00:00Z') / 1000,
      expected_rows: 0,
      actual_rows: 1,
    });
    const progress: number[] = [];
    const total = await rebuild(client, {
      nowSecond: Math.floor(Date.now() / 1000),
      hold: (run) => run(),
      onProgress: (done) => progress.push(done),
    });
    expect(progress.at(-1)).toBe(total);
    expect(await verified()).toEqual([]);
    expect(await totals()).toEqual(before);
  });

  it('loses and doubles nothing that is inserted while it rebuilds', async () => {
    const rebuilding = new AbortController();
    let inserted = 0;
    /** A gateway in small: inserts all the time, but not while it is held, which begins when its insert has ended. */
    let held = 0;
    let pending: Promise<unknown> = Promise.resolve();
    const inserting = (async () => {
      while (!rebuilding.signal.aborted) {
        if (held > 0) await new Promise((resolve) => setTimeout(resolve, 5));
        else {
          inserted++;
          pending = client.command({
            query:
              "INSERT INTO events (user_id, session_id, name, page_url) SELECT 'w' || number, 'w', 'view', '/w' FROM numbers(10)",
          });
          await pending;
        }
      }
    })();
    const hold = async <T>(run: () => Promise<T>): Promise<T> => {
      held++;
      try {
        await pending;
        return await run();
      } finally {
        held--;
      }
    };
    await rebuild(client, { nowSecond: Math.floor(Date.now() / 1000), hold });
    rebuilding.abort();
    await inserting;
    expect(inserted).toBeGreaterThan(0);
    expect(await verified()).toEqual([]);
    const left = await rows("SELECT name FROM system.tables WHERE name LIKE '%_rebuild%'");
    expect(left).toEqual([]);
  });

  it('holds delivery through a row that ends by itself', async () => {
    const seen = await holdDelivery(
      client,
      'a test',
    )(() =>
      rows<{ held: number }>(
        "SELECT argMax(until, said_at) > now64(3) AS held FROM delivery_holds WHERE holder LIKE 'a test %'",
      ),
    );
    expect(seen).toEqual([{ held: 1 }]);
    const after = await rows(
      "SELECT argMax(until, said_at) > now64(3) AS held FROM delivery_holds WHERE holder LIKE 'a test %'",
    );
    expect(after).toEqual([{ held: 0 }]);
  });
});
