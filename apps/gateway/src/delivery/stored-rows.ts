import { type ClickHouseClient, clusterOf, ofEveryServer } from '@argus/clickhouse';
import type { IdsBySequence, PartTable } from '@argus/worker';

const TIME_OF_PARTITION = { events: 'timestamp', errors: 'received_at' } as const;

const ID = { events: 'event_id', errors: 'error_id' } as const;

/** The rows of a batch that the raw table holds, asked through the skip index on `sequence`. */
const query = (table: PartTable): string => `
SELECT (toYear(${TIME_OF_PARTITION[table]}) - 1970) * 12 + toMonth(${TIME_OF_PARTITION[table]}) - 1 AS month, count() AS rows
FROM ${table}
WHERE sequence BETWEEN {first:UInt64} AND {last:UInt64} AND (batch_id = {batch:String} OR startsWith(batch_id, concat({batch:String}, '/')))
GROUP BY month`;

/** What to look for: every part of a batch carries the batch's name at the beginning of its own. */
export interface StoredRowsQuestion {
  table: PartTable;
  batch: string;
  first: number;
  last: number;
}

/** How many rows of a batch are stored, by month since January 1970. Rejects when ClickHouse does not answer. */
export async function storedRows(
  client: ClickHouseClient,
  { table, batch, first, last }: StoredRowsQuestion,
): Promise<Map<number, number>> {
  const answer = await client.query({
    query: query(table),
    query_params: { first, last, batch },
    format: 'JSONEachRow',
    clickhouse_settings: { max_execution_time: 60 },
  });
  const rows = await answer.json<{ month: number; rows: number }>();
  return new Map(rows.map((row) => [Number(row.month), Number(row.rows)]));
}

/** Ids by sequence of all the rows of a range, whoever inserted them. */
export async function storedIds(
  client: ClickHouseClient,
  table: PartTable,
  { first, last }: { first: number; last: number },
): Promise<IdsBySequence> {
  const answer = await client.query({
    query: `SELECT sequence, ${ID[table]} AS id FROM ${table} WHERE sequence BETWEEN {first:UInt64} AND {last:UInt64}`,
    query_params: { first, last },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { max_execution_time: 60 },
  });
  const rows = await answer.json<[number, string]>();
  const ids = new Map<number, string[]>();
  for (const [sequence, id] of rows) {
    const same = ids.get(Number(sequence));
    if (same) same.push(id);
    else ids.set(Number(sequence), [id]);
  }
  return ids;
}

/**
 * A query's id is the part's name and the number of the try. The embedded engine gives ids of its own and keeps the
 * client's at the beginning of `log_comment`; where a server has the former, the latter is empty.
 */
const running = (client: ClickHouseClient): string => `
SELECT count() AS running FROM ${ofEveryServer(clusterOf(client), 'system.processes')}
WHERE arrayExists(
  id -> startsWith(id, concat({batch:String}, '#')) OR startsWith(id, concat({batch:String}, '/')),
  [query_id, Settings['log_comment']])`;

/** Whether an insert of this batch still runs on the server, sent by a client that has given up waiting. */
export async function isStillRunning(client: ClickHouseClient, batch: string): Promise<boolean> {
  const answer = await client.query({
    query: running(client),
    query_params: { batch },
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ running: number }>();
  return Number(row?.running ?? 0) > 0;
}
