import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { clusterOf, databaseOf, localTable, ofEveryServer } from '../cluster/cluster.js';
import { plainEngine } from '../cluster/render-create-table.js';
import { settingIfKnown } from '../setting-if-known.js';
import { shadowOf } from './aggregate-sql.js';

/*
 * The tables beside the tables, on one server and on a cluster. There, two things differ. A table cannot change its name:
 * its path in Keeper would keep the old one, and a replica that joins later would look in another place. So partitions are
 * replaced instead, which is as atomic and leaves every table where it is. And a replica may be behind: before parts are
 * taken from a table, and before they are read, every replica is waited for.
 */

type Run = (query: string, settings?: ClickHouseSettings) => Promise<void>;

async function rowsOf<T>(client: ClickHouseClient, query: string, params: Record<string, unknown> = {}): Promise<T[]> {
  return (await client.query({ query, query_params: params, format: 'JSONEachRow' })).json<T>();
}

/** Makes an empty table like another one beside it. */
export async function createShadow(client: ClickHouseClient, run: Run, table: string): Promise<void> {
  const cluster = clusterOf(client);
  if (!cluster) return run(`CREATE TABLE ${shadowOf(table)} AS ${table}`);
  const [row] = await rowsOf<{ engine_full: string }>(
    client,
    'SELECT engine_full FROM system.tables WHERE database = currentDatabase() AND name = {table:String}',
    { table: localTable(cluster, table) },
  );
  if (!row) throw new Error(`${localTable(cluster, table)} is missing; start the gateway once`);
  await run(`CREATE TABLE ${shadowOf(table)} AS ${table} ENGINE = ${plainEngine(row.engine_full)}`);
}

/** Waits until every replica of a table has what any of them has; on one server there is nothing to wait for. */
export async function syncReplicas(client: ClickHouseClient, run: Run, table: string): Promise<void> {
  if (clusterOf(client)) await run(`SYSTEM SYNC REPLICA ${table}`);
}

/** Makes the shadow of a raw table hold what the table holds now, by hard links. */
export async function snapshot(client: ClickHouseClient, run: Run, raw: string): Promise<void> {
  const cluster = clusterOf(client);
  await syncReplicas(client, run, raw);
  const partitions = await rowsOf<{ id: string }>(
    client,
    `SELECT DISTINCT partition_id AS id FROM ${ofEveryServer(cluster, 'system.parts')}
     WHERE database = ${databaseOf(cluster)} AND table = {table:String} AND active ORDER BY id`,
    { table: localTable(cluster, raw) },
  );
  for (const { id } of partitions) {
    await run(`ALTER TABLE ${shadowOf(raw)} ATTACH PARTITION ID '${id.replaceAll(/[^\w-]/g, '')}' FROM ${raw}`);
  }
  await syncReplicas(client, run, shadowOf(raw));
}

/** A shard may have no row of an aggregate. ClickHouse since 26.7 takes no partition of nothing unless it is told to. */
const FROM_NOTHING = 'allow_replace_partition_from_empty_source';

/** Gives an aggregate the rows of its shadow, at once; on a cluster each shard at its own moment. */
export async function takeOver(client: ClickHouseClient, run: Run, table: string): Promise<void> {
  if (!clusterOf(client)) return run(`EXCHANGE TABLES ${table} AND ${shadowOf(table)}`);
  await syncReplicas(client, run, shadowOf(table));
  // Aggregates have no partitions: all of the rows are in the one that is called tuple().
  await run(
    `ALTER TABLE ${table} REPLACE PARTITION tuple() FROM ${shadowOf(table)}`,
    await settingIfKnown(client, FROM_NOTHING),
  );
  await syncReplicas(client, run, table);
}
