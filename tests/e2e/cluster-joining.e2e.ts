import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ClickHouseClient, createClickHouse, migrate } from '@argus/clickhouse';
import { ClusterStandIn } from '../kit/cluster-stand-in.js';

const AGGREGATES = ['event_counts_1m', 'page_views_15m', 'activity_hourly', 'activity_daily'];

let cluster: ClusterStandIn;
let client: ClickHouseClient;
let asked: ClickHouseClient['query'];

beforeAll(async () => {
  cluster = await ClusterStandIn.start();
  client = createClickHouse({ url: cluster.url, cluster: 'argus' });
  asked = client.query.bind(client);
});

afterAll(async () => {
  await client?.close();
  await cluster?.stop();
});

async function rows<T>(query: string): Promise<T[]> {
  return (await asked({ query, format: 'JSONEachRow' })).json<T>();
}

interface Table {
  name: string;
  sql: string;
}

const tables = (): Promise<Table[]> =>
  rows("SELECT name, create_table_query AS sql FROM system.tables WHERE database = 'default' ORDER BY name");

/** Another server of the cluster answers with what it has. */
function answerWith(there: readonly Table[]): void {
  client.query = (async (params: Parameters<ClickHouseClient['query']>[0]) => {
    const names = params.query_params?.['names'] as string[];
    if (!params.query.includes('create_table_query')) return asked(params);
    return { json: async () => there.filter(({ name }) => names.includes(name)) };
  }) as ClickHouseClient['query'];
}

it('[A4] a server that joins has the same tables, and its views count what is inserted', async () => {
  await migrate(client);
  const before = await tables();
  // What is recorded as applied, every server has whole; nothing else is there.
  const lost = before.filter(({ name }) => name !== 'schema_migrations').map(({ name }) => name);
  const views = lost.filter((name) => name.endsWith('_mv'));
  for (const name of [...views, ...lost.filter((one) => !views.includes(one))])
    await cluster.engine.sql(`DROP TABLE default.${name} SYNC`);
  answerWith([]);
  await expect(migrate(client)).rejects.toThrow('has no events_local, events,');
  answerWith(before);
  expect([...(await migrate(client))].sort()).toEqual(lost);
  expect(await tables()).toEqual(before);
  expect(await migrate(client)).toEqual([]);

  await cluster.engine.sql(
    "INSERT INTO default.events (timestamp, user_id, session_id, name, page_url) SELECT now64(6), 'ada', 's', 'page_view', '/' FROM numbers(5)",
  );
  for (const table of AGGREGATES) {
    const [found] = await rows<{ n: number }>(`SELECT toUInt32(count() > 0) AS n FROM ${table}`);
    expect([table, found?.n]).toEqual([table, 1]);
  }
  const [counted] = await rows<{ n: number }>('SELECT toUInt32(sum(events)) AS n FROM event_counts_1m');
  expect(counted?.n).toBe(5);
});
