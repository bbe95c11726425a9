import { type ClickHouseClient, clusterOf, databaseOf, localTable, ofEveryServer } from '@argus/clickhouse';
import type { PartTable } from '@argus/worker';

const TIME = "DateTime64(6, 'UTC')";

/** The columns that we write, with the types that take whatever we send. */
const WRITTEN: Readonly<Record<PartTable, Readonly<Record<string, string>>>> = {
  events: {
    event_id: 'UUID',
    source: 'String',
    timestamp: TIME,
    received_at: TIME,
    user_id: 'String',
    session_id: 'String',
    category: 'String',
    name: 'String',
    page_url: 'String',
    data: 'String',
    sequence: 'UInt64',
    batch_id: 'String',
  },
  errors: {
    error_id: 'UUID',
    received_at: TIME,
    source: 'String',
    code: 'String',
    field: 'String',
    message: 'String',
    event: 'String',
    sequence: 'UInt64',
    batch_id: 'String',
  },
};

/** These wrap a type and take the same values. */
const bare = (type: string): string => type.replace(/^(?:LowCardinality|Nullable)\((.*)\)$/, '$1');

/**
 * Columns of a table that are gone, or that no longer take what we write, in words. Rejects when nothing is answered. Of a
 * cluster every server that answers is asked, for the table above and for the one of a shard's own rows.
 */
export async function alteredColumns(client: ClickHouseClient, table: PartTable): Promise<string[]> {
  const cluster = clusterOf(client);
  const answer = await client.query({
    query: `SELECT name, groupUniqArray(type) AS types, count() AS tables FROM ${ofEveryServer(cluster, 'system.columns')}
      WHERE database = ${databaseOf(cluster)} AND table IN ({table:String}, {local:String}) GROUP BY name`,
    query_params: { table, local: localTable(cluster, table) },
    format: 'JSONEachRow',
    ...(cluster ? { clickhouse_settings: { skip_unavailable_shards: 1 } } : {}),
  });
  const rows = await answer.json<{ name: string; types: string[]; tables: number }>();
  const everywhere = Math.max(0, ...rows.map(({ tables }) => tables));
  return Object.entries(WRITTEN[table]).flatMap(([name, type]) => {
    const row = rows.find((one) => one.name === name);
    const types = [...new Set(row?.types.map((one) => bare(bare(one))))].sort();
    if (types.length === 0) return [`${name} is not there in place of ${type}`];
    if (types.length > 1 || types[0] !== type) return [`${name} is ${types.join(' and ')} in place of ${type}`];
    return row?.tables === everywhere ? [] : [`${name} is not on every server`];
  });
}

/** Whether the table has replicas, which write part and token in one step. Rejects when nothing is answered. */
export async function isReplicated(client: ClickHouseClient, table: PartTable): Promise<boolean> {
  const answer = await client.query({
    query: 'SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = {table:String}',
    query_params: { table },
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ engine: string }>();
  return /^(?:Replicated|Shared)/.test(row?.engine ?? '');
}
