import { type Cluster, clusterOf, databaseOf } from './cluster/cluster.js';
import { isDdl, renderForCluster } from './cluster/render-ddl.js';
import type { ClickHouseClient } from './client.js';
import type { Migration } from './migration-files.js';
import { withoutComments } from './statements.js';

/** Tables or views that the migrations make are not on the server. */
export class MissingTablesError extends Error {
  override name = 'MissingTablesError';

  constructor(missing: readonly string[], isCluster: boolean, cause?: unknown) {
    const remedy = isCluster
      ? 'They are made like those of another replica as soon as one that has them answers. If Keeper still knows this ' +
        'replica from an earlier life, run SYSTEM DROP REPLICA for it on another server; see docs/cluster.md'
      : 'Bring them back from a backup; or delete the records of their migrations from schema_migrations, which makes ' +
        'them empty at the next try, and run "npm run rebuild" for the aggregates among them';
    const reason = cause instanceof Error ? ` ClickHouse says: ${cause.message}` : '';
    super(
      `The server has no ${missing.join(', ')}, which the migrations make. Nothing is delivered meanwhile: an aggregate ` +
        `without its view would lose events. ${remedy}.${reason}`,
      { cause },
    );
  }
}

const MADE = /^CREATE (?:(?:OR REPLACE )?(?:MATERIALIZED )?VIEW|TABLE)(?: IF NOT EXISTS)?\s+(?:[`\w-]+\.)?(\w+)/i;
const GONE = /^DROP (?:TABLE|VIEW)(?: IF EXISTS)?\s+(?:[`\w-]+\.)?(\w+)/i;

/** Every table and view that a server has after the migrations; of a cluster those below and those above. Pure. */
export function tablesOf(migrations: readonly Migration[], cluster: Cluster | undefined): string[] {
  const tables = new Set(['schema_migrations']);
  for (const sql of migrations.flatMap(({ statements }) => statements)) {
    const said = cluster && isDdl(sql) ? renderForCluster(sql, cluster) : [withoutComments(sql)];
    for (const statement of said) {
      const [, made] = MADE.exec(statement) ?? [];
      if (made) tables.add(made);
      const [, gone] = GONE.exec(statement) ?? [];
      if (gone) tables.delete(gone);
    }
  }
  return [...tables];
}

/**
 * Which of these tables and views the server that is asked does not have. They are looked for themselves: on a cluster the
 * record of what was applied is everybody's, and says nothing of a server that joined later, or only half.
 */
export async function missingOf(client: ClickHouseClient, tables: readonly string[]): Promise<string[]> {
  const answer = await client.query({
    query: `SELECT name FROM system.tables WHERE database = ${databaseOf(clusterOf(client))}`,
    format: 'JSONEachRow',
  });
  const there = new Set((await answer.json<{ name: string }>()).map(({ name }) => name));
  return tables.filter((table) => !there.has(table));
}
