import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ClickHouseClient } from '@clickhouse/client';
import { INSERT_SETTINGS } from './settings.js';

/** One batch for one table, encoded already. */
export interface RowsInsert {
  table: string;
  /** In the order of `body`. Native carries names, but stating them refuses a body of another shape. */
  columns: readonly string[];
  format: 'Native' | 'RowBinary' | 'JSONCompactEachRow' | 'JSONEachRow';
  body: Buffer | readonly Buffer[];
  /** Deduplication token: belongs to exactly these bytes; the same again changes nothing. */
  token: string;
  /** Shows in ClickHouse's logs; must be unique among running queries. */
  queryId: string;
  signal?: AbortSignal;
}

/** What ClickHouse says it wrote, rows of the materialized views included; 0 where it did not say. */
export interface RowsInserted {
  writtenRows: number;
}

const NAME = /^[a-z_][a-z0-9_]*$/;

/** The statement for a batch. Names come from our own code; a name that would need quoting is a mistake in it. */
export function insertStatement({ table, columns, format }: Pick<RowsInsert, 'table' | 'columns' | 'format'>): string {
  for (const name of [table, ...columns]) if (!NAME.test(name)) throw new TypeError(`not a name of ours: ${name}`);
  return `INSERT INTO ${table} (${columns.join(', ')}) FORMAT ${format}`;
}

/**
 * Posts the bytes as they are. Rejects with ClickHouse's error (see `errorCodeOf`), or with the connection's error when
 * the answer is missing: then nobody knows whether the rows are there, and the same token must be sent again.
 */
export async function insertRows(client: ClickHouseClient, insert: RowsInsert): Promise<RowsInserted> {
  const chunks: readonly Buffer[] = Buffer.isBuffer(insert.body) ? [insert.body] : insert.body;
  const result = await client.exec({
    query: insertStatement(insert),
    values: Readable.from(chunks, { objectMode: false }),
    query_id: insert.queryId,
    clickhouse_settings: { ...INSERT_SETTINGS, insert_deduplication_token: insert.token },
    ...(insert.signal ? { abort_signal: insert.signal } : {}),
  });
  // The socket returns to the pool only when the answer was read to its end.
  await text(result.stream);
  return { writtenRows: Number(result.summary?.written_rows ?? 0) };
}
