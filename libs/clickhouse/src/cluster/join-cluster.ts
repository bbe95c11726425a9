import type { ClickHouseClient } from '@clickhouse/client';
import { MissingTablesError } from '../schema-tables.js';
import { settingIfKnown } from '../setting-if-known.js';
import { clusterOf, databaseOf, ofEveryServer, qualified, sayToOne } from './cluster.js';

/** A table or view as another server has it. */
export interface Definition {
  name: string;
  /** Its CREATE statement, with the macros of shard and replica still in it. */
  sql: string;
}

const VIEW = /^CREATE MATERIALIZED VIEW\s/i;
const bare = (name: string): string => name.replaceAll('`', '').split('.').at(-1) ?? name;
const NAME = '((?:`[^`]+`|\\w+)(?:\\.(?:`[^`]+`|\\w+))?)';
const readsOf = (sql: string): string[] =>
  VIEW.test(sql)
    ? [...sql.matchAll(new RegExp(`\\b(?:FROM|JOIN)\\s+${NAME}`, 'g'))].map(([, name = '']) => bare(name))
    : [];

/**
 * In which order a server that joins is given what it lacks: first the views, then what nothing reads, then the tables that
 * views read, those that are filled by views before the raw ones. From the moment that a raw table is there, others may
 * insert into it, and none of its views may be missing then. Pure.
 */
export function inJoiningOrder(definitions: readonly Definition[]): Definition[] {
  const read = new Set(definitions.flatMap(({ sql }) => readsOf(sql)));
  const filled = new Set(
    definitions.flatMap(({ sql }) => {
      const [, target] = VIEW.test(sql) ? (new RegExp(`\\sTO\\s+${NAME}`).exec(sql) ?? []) : [];
      return target ? [bare(target)] : [];
    }),
  );
  const rank = ({ name, sql }: Definition): number => {
    if (VIEW.test(sql)) return 0;
    if (!read.has(name)) return 1;
    return filled.has(name) ? 2 : 3;
  };
  return [...definitions].sort((a, b) => rank(a) - rank(b));
}

/** ClickHouse since 25.4 makes no view over a table that is not there yet, unless it is told to. */
const BEFORE_ITS_TABLE = 'allow_materialized_view_with_bad_select';

/** What the other servers that answer have of these tables. */
async function definitionsOf(client: ClickHouseClient, names: readonly string[]): Promise<Definition[]> {
  const cluster = clusterOf(client);
  const answer = await client.query({
    query: `SELECT name, any(create_table_query) AS sql FROM ${ofEveryServer(cluster, 'system.tables')}
      WHERE database = ${databaseOf(cluster)} AND has({names:Array(String)}, name) AND create_table_query != ''
      GROUP BY name`,
    query_params: { names },
    format: 'JSONEachRow',
    clickhouse_settings: { skip_unavailable_shards: 1 },
  });
  return answer.json<Definition>();
}

/**
 * Gives a server that joins a cluster, or joined half, the tables that it lacks, as another server has them now: the
 * statements of old migrations would not do, since Keeper refuses a replica whose columns, projections or TTL are those of
 * before a later change. Answers what was made; nothing where no other server has any of it, as on a new cluster.
 */
export async function joinCluster(client: ClickHouseClient, missing: readonly string[]): Promise<string[]> {
  const cluster = clusterOf(client);
  if (!cluster || missing.length === 0) return [];
  const definitions = inJoiningOrder(await definitionsOf(client, missing));
  if (definitions.length === 0) return [];
  const settings = await settingIfKnown(client, BEFORE_ITS_TABLE);
  for (const [index, { sql }] of definitions.entries()) {
    const query = sql.replace(/^(CREATE (?:TABLE|(?:MATERIALIZED )?VIEW) )(?!IF NOT EXISTS)/i, '$1IF NOT EXISTS ');
    try {
      await sayToOne(client, { query, clickhouse_settings: settings });
    } catch (error) {
      const left = definitions.slice(index).map((one) => one.name);
      throw new MissingTablesError(left, true, error);
    }
  }
  // What was applied must be known here before it is asked for.
  if (missing.includes('schema_migrations'))
    await sayToOne(client, { query: `SYSTEM SYNC REPLICA ${qualified(cluster, 'schema_migrations')}` });
  return definitions.map(({ name }) => name);
}
