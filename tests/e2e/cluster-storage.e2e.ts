import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClickHouse } from '@argus/clickhouse';
import { alteredColumns } from '../../apps/gateway/src/delivery/altered-columns.js';
import { Product, get, runCommand, sendAll, untilStored, waitFor } from '../kit/index.js';
import { ClusterStandIn } from '../kit/cluster-stand-in.js';
import { TWO_SHARDS } from '../kit/two-shards.js';

const DAY_MS = 86_400_000;
const PATIENCE_MS = 400_000;
const SERVERS = ['s1a', 's1b', 's2a', 's2b'];
const FIRST_REPLICAS = ['s1a', 's2a'];

let cluster: ClusterStandIn;
let product: Product;

/** Asked for once: the test may go on past midnight. */
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const noon = (daysAgo: number): number => TODAY - daysAgo * DAY_MS;
const events = [0, 1, 30, 90, 100].flatMap((age) =>
  Array.from({ length: 8 }, (_, n) => ({
    user_id: `u${n}`,
    session_id: 's',
    name: 'seen',
    timestamp: new Date(noon(age)).toISOString(),
  })),
);

interface Table {
  table: string;
  rows: number;
  bytes: number;
  parts: number;
  kept_days: number | null;
  oldest: string | null;
  newest: string | null;
  next_drop: { what: string; rows: number; at: string } | null;
}

const storage = async () => (await get<{ tables: Table[]; disks: { name: string }[] }>(product, '/storage')).body;

const number = async (query: string): Promise<number> => Number(await cluster.engine.sql(query));
const ofServers = (servers: readonly string[], question: string): Promise<number> =>
  number(`SELECT sum(n) FROM (${servers.map((server) => question.replaceAll('SERVER', server)).join(' UNION ALL ')})`);

beforeAll(async () => {
  cluster = await ClusterStandIn.start(TWO_SHARDS);
  product = await Product.start({
    env: { CLICKHOUSE_URL: cluster.url, CLICKHOUSE_CLUSTER: '{cluster}', RETENTION_DAYS: '120' },
  });
  await sendAll(product, events);
  await untilStored(product, events.length, PATIENCE_MS);
}, PATIENCE_MS);

afterAll(async () => {
  await product?.stop();
  await cluster?.stop();
});

describe('[A4] the storage of a cluster', () => {
  it('[A4] names tables as people know them, each once', async () => {
    const names = (await storage()).tables.map(({ table }) => table);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.endsWith('_local'))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['events', 'errors', 'activity_daily', 'schema_migrations']));
  });

  it('[A4] counts what one replica of every shard has', async () => {
    const share = (await ofServers(['s1a'], 'SELECT count() AS n FROM SERVER.events_local')) / events.length;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
    const { tables } = await storage();
    for (const table of ['events', 'activity_hourly', 'event_counts_1m']) {
      const shown = tables.find((one) => one.table === table);
      const parts = (what: string) =>
        ofServers(
          FIRST_REPLICAS,
          `SELECT ${what} AS n FROM system.parts WHERE active AND database = 'SERVER' AND table = '${table}_local'`,
        );
      // Parts are merged at any moment.
      expect([table, shown?.rows]).toEqual([table, await parts('sum(rows)')]);
      expect(shown?.bytes).toBeGreaterThan(0);
    }
    expect(tables.find(({ table }) => table === 'events')).toMatchObject({
      rows: events.length,
      kept_days: 120,
      oldest: new Date(noon(100)).toISOString(),
      newest: new Date(noon(0)).toISOString(),
    });
    const migrations = await number('SELECT count() FROM default.schema_migrations');
    expect(tables.find(({ table }) => table === 'schema_migrations')?.rows).toBe(migrations);
  });

  it('[A4] says what leaves all shards next', async () => {
    const { tables } = await storage();
    const month = new Date(noon(100)).toISOString().slice(0, 7);
    expect(tables.find(({ table }) => table === 'events')?.next_drop).toMatchObject({
      what: `the month ${month}`,
      rows: events.filter(({ timestamp }) => timestamp.startsWith(month)).length,
    });
    expect(tables.find(({ table }) => table === 'activity_daily')?.next_drop).toMatchObject({
      what: `the day ${new Date(noon(100)).toISOString().slice(0, 10)}`,
      rows: await ofServers(
        FIRST_REPLICAS,
        `SELECT count() AS n FROM SERVER.activity_daily_local WHERE day = '${new Date(noon(100)).toISOString().slice(0, 10)}'`,
      ),
    });
  });

  it('[A4] shows the disks of every server, by route and by command', async () => {
    const { disks } = await storage();
    expect(disks).toHaveLength(SERVERS.length);
    for (const { name } of disks) expect(name).toMatch(/^[\w.-]+\/default$/);
    const shown = await runCommand(
      { CLICKHOUSE_URL: cluster.url, CLICKHOUSE_CLUSTER: 'argus', DATA_DIR: product.dataDir },
      'storage',
    );
    expect(shown.code).toBe(0);
    expect(shown.output).toMatch(new RegExp(`^events +${events.length} `, 'm'));
    expect(shown.output).not.toContain('_local');
  });

  it(
    '[C7] keeps rows on every server for as long as it is set, also on one that missed it',
    async () => {
      const ttls = () =>
        number(
          `SELECT countIf(engine_full LIKE '%toIntervalDay(121)%') FROM system.tables
         WHERE database IN ('${SERVERS.join("', '")}') AND name IN ('events_local', 'activity_daily_local')`,
        );
      expect(await ttls()).toBe(2 * SERVERS.length);
      await cluster.engine.sql('ALTER TABLE s2b.activity_daily_local REMOVE TTL');
      expect(await ttls()).toBe(2 * SERVERS.length - 1);
      await product.stop({ keepData: true });
      product = await product.again();
      await waitFor(ttls, 2 * SERVERS.length, PATIENCE_MS);
    },
    PATIENCE_MS,
  );

  it('[B1] sees on whichever server somebody altered a table, so that no event is blamed for it', async () => {
    const client = createClickHouse({ url: cluster.url, cluster: '{cluster}' });
    expect(await alteredColumns(client, 'errors')).toEqual([]);
    await cluster.engine.sql('ALTER TABLE s2a.errors_local MODIFY COLUMN field UInt64 SETTINGS mutations_sync = 2');
    expect(await alteredColumns(client, 'errors')).toEqual(['field is String and UInt64 in place of String']);
    await cluster.engine.sql('ALTER TABLE s2b.errors_local DROP COLUMN batch_id SETTINGS mutations_sync = 2');
    expect(await alteredColumns(client, 'errors')).toContain('batch_id is not on every server');
    expect(await alteredColumns(client, 'events')).toEqual([]);
    await client.close();
  });
});
