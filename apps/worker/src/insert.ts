import { type ClickHouseClient, errorCodeOf, insertRows } from '@argus/clickhouse';
import { ERROR_COLUMNS, EVENT_COLUMNS } from '@argus/codec';
import type { InsertMessage, Inserted } from './messages.js';
import { unpack } from './pack.js';

const COLUMNS = { events: EVENT_COLUMNS, errors: ERROR_COLUMNS } as const;

/** Posts one part and says how it ended; never throws for what ClickHouse or the network did. */
export async function insert(client: ClickHouseClient, message: InsertMessage): Promise<Inserted> {
  const { table, token, queryId, body, timeoutMs } = message;
  try {
    const { writtenRows } = await insertRows(client, {
      table,
      columns: COLUMNS[table],
      format: 'Native',
      body: unpack(body),
      token,
      queryId,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { ok: true, writtenRows };
  } catch (error) {
    return { ok: false, code: errorCodeOf(error), message: error instanceof Error ? error.message : String(error) };
  }
}
