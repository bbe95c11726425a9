import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClickHouseClient, createClickHouse, insertRows } from '@argus/clickhouse';
import { Product, get, post, runCommand, sendAll, untilStored, waitFor } from '../kit/index.js';
import { ClusterStandIn } from '../kit/cluster-stand-in.js';
import { TWO_SHARDS } from '../kit/two-shards.js';

const TABLES = ['events', 'errors', 'page_views_15m', 'activity_hourly', 'activity_daily', 'event_counts_1m'];

let cluster: ClusterStandIn;
let product: Product;
let client: ClickHouseClient;

async function rows<T>(query: string): Promise<T[]> {
  return (await client.query({ query, format: 'JSONEachRow' })).json<T>();
}

const command = (name: string) =>
  runCommand({ CLICKHOUSE_URL: cluster.url, CLICKHOUSE_CLUSTER: 'argus', DATA_DIR: product.dataDir }, name);

const USERS = ['ada', 'bob', 'cyd', ''];
/** Sessions of several users, users of several sessions, events without either; now, and days ago. */
const eventsBefore = (now: number) =>
  Array.from({ length: 240 }, (_, n) => ({
    timestamp: new Date(now - (n % 3 === 0 ? n * 3_600_000 : n * 500)).toISOString(),
    ...(USERS[n % 4] ? { user_id: USERS[n % 4] } : {}),
    session_id: `s${n % 7}`,
    name: n % 5 === 0 ? 'click' : 'page_view',
    page_url: `/p${n % 6}`,
    data: n % 5 === 0 ? { element_id: 'e' } : {},
  }));

describe('[A4] the product on a cluster of two shards of two replicas', () => {
  beforeAll(async () => {
    cluster = await ClusterStandIn.start(TWO_SHARDS);
    product = await Product.start({ env: { CLICKHOUSE_URL: cluster.url, CLICKHOUSE_CLUSTER: '{cluster}' } });
    client = createClickHouse({ url: cluster.url, cluster: 'argus' });
  });

  afterAll(async () => {
    await client?.close();
    await product?.stop();
    await cluster?.stop();
  });

  it('[A4] makes local tables, views over them, and Distributed tables of the plain names', async () => {
    const tables = await rows<{ name: string; engine: string; engine_full: string }>(
      "SELECT name, engine, engine_full FROM system.tables WHERE database = 'default' ORDER BY name",
    );
    const engineOf = (name: string) => tables.find((table) => table.name === name)?.engine;
    for (const table of TABLES) {
      expect([table, engineOf(table)]).toEqual([table, 'Distributed']);
      expect([table, engineOf(`${table}_local`)]).toEqual([table, expect.stringContaining('MergeTree')]);
    }
    expect(engineOf('schema_migrations')).toBe('MergeTree');
    expect(engineOf('schema_migrations_local')).toBeUndefined();
  });

  it('[A4] stores events and refusals, and answers from all shards', async () => {
    // Not before the cluster has started, which takes its time: the windows are of five minutes.
    const events = eventsBefore(Date.now());
    for (let from = 0; from < events.length; from += 60) await sendAll(product, events.slice(from, from + 60), 'shop');
    await untilStored(product, events.length, 90_000);
    expect((await post(product, '/events', { name: 'view', user_id: 'x' })).status).toBe(400);
    const recent = events.filter(({ timestamp }) => Date.parse(timestamp) > Date.now() - 240_000);
    const users = new Set(recent.flatMap(({ user_id }) => user_id ?? []));
    expect((await get(product, '/analytics/active-users')).body).toMatchObject({ active_users: users.size });
    const sessions = new Set(recent.flatMap(({ user_id, session_id }) => (user_id === 'ada' ? [session_id] : [])));
    const { body } = await get<{ session_ids: string[] }>(product, '/analytics/active-sessions?user_id=ada');
    expect(body.session_ids.sort()).toEqual([...sessions].sort());
    const clicks = events.filter(({ name }) => name === 'click').length;
    expect((await get(product, '/analytics/event-counts-by-type')).body).toEqual({
      click: clicks,
      page_view: events.length - clicks,
    });
    const ofSession = events.filter(({ session_id }) => session_id === 's3');
    const session = await get<{ events: unknown[]; user_ids: string[] }>(product, '/sessions/s3');
    expect(session.body.events).toHaveLength(ofSession.length);
    expect(session.body.user_ids).toEqual([...new Set(ofSession.flatMap(({ user_id }) => user_id ?? []))].sort());
    await waitFor(async () => (await get<{ errors: unknown[] }>(product, '/errors')).body.errors.length, 1);
    expect((await get(product, '/analytics/overview')).status).toBe(200);
    await waitFor(async () => (await get(product, '/health/ready')).body, { status: 'ok', clickhouse: 'up' });
  });

  it('[B10] stores a batch that is sent again once, in the raw table and in every aggregate', async () => {
    const totals = () =>
      rows(`SELECT (SELECT count() FROM events) AS events, (SELECT sum(events) FROM event_counts_1m) AS counted,
        (SELECT sum(views) FROM page_views_15m) AS views, (SELECT sum(clicks) FROM activity_hourly) AS clicks`);
    const line = (n: number) =>
      JSON.stringify({ user_id: `again${n}`, name: 'click', sequence: 1_000_000 + n, batch_id: 'b' });
    const body = Buffer.from(Array.from({ length: 50 }, (_, n) => line(n)).join('\n'));
    const columns = ['user_id', 'name', 'sequence', 'batch_id'];
    const send = (token: string) =>
      insertRows(client, {
        table: 'events',
        columns,
        format: 'JSONEachRow',
        body,
        token,
        queryId: `${token}#${Math.random()}`,
      });
    await send('b');
    const once = await totals();
    await send('b');
    expect(await totals()).toEqual(once);
    // With another token the same rows are other rows: it is the token that holds them back.
    await send('c');
    expect(await totals()).not.toEqual(once);
  });

  it('[C7] rebuilds every aggregate by one command, and verifies them', async () => {
    expect(await command('verify')).toMatchObject({ code: 0 });
    await client.command({ query: "INSERT INTO event_counts_1m VALUES (now(), 'x', '', 'made up', 7)" });
    expect(await command('verify')).toMatchObject({ code: 1, output: expect.stringContaining('event_counts_1m at ') });
    expect(await command('rebuild')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Every aggregate equals'),
    });
    expect(await command('verify')).toMatchObject({ code: 0 });
    expect(await rows("SELECT name FROM system.tables WHERE database = 'default' AND name LIKE '%rebuild%'")).toEqual(
      [],
    );
  }, 300_000);

  it('[A4] says nothing to the cluster that the parser of ClickHouse refuses', async () => {
    expect(cluster.statements.length).toBeGreaterThan(60);
    for (const statement of cluster.statements) {
      expect(statement).toContain("ON CLUSTER '");
      expect(statement).not.toMatch(/ENGINE = (?!Replicated|Distributed)/);
      const ast = await cluster.engine.sql(`EXPLAIN AST ${statement}`);
      expect(ast).toMatch(/^(Create|Alter|Drop|SYSTEM|Delete)/i);
    }
    await expect(cluster.engine.sql('EXPLAIN AST ALTER TABLE a ON CLUSTERS b DROP COLUMN c')).rejects.toThrow(
      'SYNTAX_ERROR',
    );
  });
});
