import type { ClickHouseClient } from '@argus/clickhouse';
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

/** Columns of a table that are gone, or that no longer take what we write, in words. Rejects when nothing is answered. */
export async function alteredColumns(client: ClickHouseClient, table: PartTable): Promise<string[]> {
  const answer = await client.query({
    query: 'SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
    query_params: { table },
    format: 'JSONEachRow',
  });
  const rows = await answer.json<{ name: string; type: string }>();
  const types = new Map(rows.map(({ name, type }) => [name, bare(bare(type))]));
  return Object.entries(WRITTEN[table])
    .filter(([name, type]) => types.get(name) !== type)
    .map(([name, type]) => `${name} is ${types.get(name) ?? 'not there'} in place of ${type}`);
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
