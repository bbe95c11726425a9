import type { ClickHouseClient } from '@clickhouse/client';
import { errorCodeOf } from '../error-codes.js';
import { insertsRunning } from './delivery-hold.js';

/** Leases of the moment; a copy of them would hold the delivery of whoever restores it. */
const FLEETING = 'delivery_holds';
const UNKNOWN_TABLE = 60;

async function rowsOf<T>(client: ClickHouseClient, query: string): Promise<T[]> {
  return (await client.query({ query, format: 'JSONEachRow' })).json<T>();
}

/** The folder of the ClickHouse that answers, as it names it. */
export async function engineFolder(client: ClickHouseClient): Promise<string> {
  const [disk] = await rowsOf<{ path: string }>(client, "SELECT path FROM system.disks WHERE name = 'default'");
  return disk?.path ?? '';
}

/**
 * Puts hard links of every part of every table under `shadow/<name>` of ClickHouse's folder (FREEZE): what is there stays
 * as it is, whatever is merged or dropped afterwards, and takes no space of its own before that. The name may have
 * letters, digits and underscores. One table after the other: the caller sees to it that nobody inserts meanwhile.
 */
export async function freezeTables(client: ClickHouseClient, name: string): Promise<void> {
  if (!/^\w+$/.test(name)) throw new RangeError(`"${name}" is no name of letters, digits and underscores`);
  const tables = await rowsOf<{ name: string }>(
    client,
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name",
  );
  for (const table of tables) {
    if (table.name === FLEETING) continue;
    await client
      .command({
        query: `ALTER TABLE {table:Identifier} FREEZE WITH NAME '${name}'`,
        query_params: { table: table.name },
      })
      .catch((error: unknown) => {
        // A rebuild drops what it has made while nobody is held; no other table goes.
        if (errorCodeOf(error) !== UNKNOWN_TABLE) throw error;
      });
  }
}

/** How many rows the raw tables have; undefined while an insert runs. The same answer twice: nothing came in between. */
export async function rawRows(client: ClickHouseClient): Promise<string | undefined> {
  const [rows] = await rowsOf(
    client,
    'SELECT (SELECT count() FROM events) AS events, (SELECT count() FROM errors) AS errors',
  );
  return (await insertsRunning(client)) ? undefined : JSON.stringify(rows);
}
