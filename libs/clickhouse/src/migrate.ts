import type { ClickHouseClient } from '@clickhouse/client';
import { clusterOf } from './cluster/cluster.js';
import { joinCluster } from './cluster/join-cluster.js';
import { needCluster } from './cluster/need-cluster.js';
import { type Migration, readMigrations } from './migration-files.js';
import { MissingTablesError, missingOf, tablesOf } from './schema-tables.js';

export type { Migration } from './migration-files.js';

/** A file that was applied has another text now: the schema is no longer what the code believes. */
export class MigrationChangedError extends Error {
  override name = 'MigrationChangedError';

  constructor(migration: Pick<Migration, 'version' | 'name'>) {
    super(
      `Migration ${migration.version} (${migration.name}) was applied and has been edited since. ` +
        'Restore the file, and put the change into a new migration.',
    );
  }
}

/** What the database remembers of a migration. */
export interface AppliedMigration {
  version: number;
  checksum: string;
}

const RECORD_TABLE = `
CREATE TABLE IF NOT EXISTS schema_migrations
(
    version    UInt32,
    name       String,
    checksum   String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY (version, applied_at)`;

/** Which migrations are still to be applied, in order; throws MigrationChangedError. Pure. */
export function pendingMigrations(all: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  const checksums = new Map(applied.map(({ version, checksum }) => [version, checksum]));
  for (const migration of all) {
    const known = checksums.get(migration.version);
    if (known !== undefined && known !== migration.checksum) throw new MigrationChangedError(migration);
  }
  return all.filter(({ version }) => !checksums.has(version));
}

/**
 * Brings the schema up to date and answers the names of what was applied, such as `0001_events`; on a server that joins a
 * cluster also those of the tables that it was given. Every statement is written so that it may run twice: two gateways
 * that start at once, or a crash between a statement and its record, do no harm. Never goes back: an older program meets a
 * newer schema and leaves it alone.
 *
 * Throws MissingTablesError where a table or view is not on the server in the end, whatever the record says.
 */
export async function migrate(client: ClickHouseClient, folder?: string): Promise<string[]> {
  const all = await readMigrations(folder);
  await needCluster(client);
  const tables = tablesOf(all, clusterOf(client));
  const missing = await missingOf(client, tables);
  const joined = await joinCluster(client, missing);
  // Asked first: on a cluster a statement waits for every server, and one that is down must not keep a gateway from starting.
  if (missing.includes('schema_migrations') && !joined.includes('schema_migrations'))
    await client.command({ query: RECORD_TABLE });
  const answer = await client.query({
    query: 'SELECT version, checksum FROM schema_migrations',
    format: 'JSONEachRow',
  });
  const pending = pendingMigrations(all, await answer.json<AppliedMigration>());
  for (const { version, name, checksum, statements } of pending) {
    for (const query of statements) await client.command({ query });
    await client.insert({ table: 'schema_migrations', values: [{ version, name, checksum }], format: 'JSONEachRow' });
  }
  const stillMissing = missing.length > 0 ? await missingOf(client, tables) : [];
  if (stillMissing.length > 0) throw new MissingTablesError(stillMissing, clusterOf(client) !== undefined);
  return [...joined, ...pending.map(({ version, name }) => `${String(version).padStart(4, '0')}_${name}`)];
}
