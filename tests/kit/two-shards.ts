import type { ClusterLayout } from './cluster-stand-in.js';
import { asAlone, clusterConfig } from './one-shard.js';

/*
 * Two shards of two replicas within one engine. Each server is a database; a real Distributed table asks the two shards (or
 * all four servers), which for ClickHouse are four names of this machine, in two stages as on a cluster, within the process.
 *
 *   s1a s1b s2a s2b   a server's own tables and views: `events_local`, `events_mv`, ...
 *   default           what a person sees: Distributed tables, and those that every server has whole. What a shard finds
 *                     under the name `events_local` is a view that gives it the rows of its own server
 *   arrivals, routes  what is inserted: `arrivals.events` is Distributed and cuts rows by the sharding key; `routes.events`
 *                     gives both replicas of a shard what the key says is theirs, in place of replication
 *   servers           system tables as the server that is asked would show them
 *
 * A server that is asked by itself is the first one.
 */

const SERVERS = [
  { database: 's1a', shard: 1 },
  { database: 's1b', shard: 1 },
  { database: 's2a', shard: 2 },
  { database: 's2b', shard: 2 },
];
const FIRST = SERVERS[0]?.database ?? '';
const SHARDS = [1, 2];

/** Different names of this machine: ClickHouse asks one name only once. It would write to each that is itself. */
const HOSTS = [
  ['127.0.0.1', 'localhost'],
  ['Localhost', 'LOCALHOST'],
];

/** Which server is at work: of two shards the first replica of each is asked, of four servers each of them. */
const AT_WORK = 'multiIf(shardCount() = 4, shardNum(), shardCount() = 2, 2 * shardNum() - 1, 1)';
const DATABASE_AT_WORK = `['${SERVERS.map(({ database }) => database).join("', '")}'][${AT_WORK}]`;

/** A system table of the server at work, whose database is called `default` there. */
const systemView = (table: string, replaced = '', others = ''): string => `
  CREATE VIEW servers.${table} AS
  SELECT * REPLACE ('default' AS database${replaced}) FROM system.${table} AS own
  WHERE own.database = ${DATABASE_AT_WORK} ${others}`;

const withDefault = (column: string): string =>
  `, replaceRegexpAll(${column}, '\\\\bs[12][ab]\\\\.', 'default.') AS ${column}`;
const inDefault = (table: string, name: string): string =>
  `UNION ALL SELECT * FROM system.${table} WHERE database = 'default' AND NOT endsWith(${name}, '_local')`;

/** Distributed tables: their rows are on shards. */
const isDistributed = (sql: string): boolean => /\bENGINE = Distributed\(/.test(sql);

/** What a shard finds under the name of its own table. */
const viewOfServers = (local: string): string =>
  `CREATE OR REPLACE VIEW default.${local} AS ${SERVERS.map(
    ({ database }, index) => `SELECT * FROM ${database}.${local} WHERE ${AT_WORK} = ${index + 1}`,
  ).join(' UNION ALL ')}`;

function routesOf(table: string, key: string): string[] {
  const like = `AS ${FIRST}.${table}_local`;
  return [
    `CREATE TABLE IF NOT EXISTS routes.${table} ${like} ENGINE = Null`,
    ...SHARDS.map((shard) => `CREATE TABLE IF NOT EXISTS routes.${table}_${shard} ${like} ENGINE = Null`),
    ...SHARDS.map(
      (shard) =>
        `CREATE MATERIALIZED VIEW IF NOT EXISTS routes.${table}_${shard}_mv TO routes.${table}_${shard} AS
         SELECT * FROM routes.${table} WHERE (${key}) % ${SHARDS.length} = ${shard - 1}`,
    ),
    ...SERVERS.map(
      ({ database, shard }) =>
        `CREATE MATERIALIZED VIEW IF NOT EXISTS routes.${table}_${database}_mv TO ${database}.${table}_local AS
         SELECT * FROM routes.${table}_${shard}`,
    ),
    `CREATE TABLE IF NOT EXISTS arrivals.${table} ${like} ENGINE = Distributed('arrivals', 'routes', '${table}', ${key})`,
  ];
}

const withoutRoutes = (table: string): string[] => [
  `DROP TABLE IF EXISTS arrivals.${table} SYNC`,
  ...SERVERS.map(({ database }) => `DROP VIEW IF EXISTS routes.${table}_${database}_mv SYNC`),
  ...SHARDS.map((shard) => `DROP VIEW IF EXISTS routes.${table}_${shard}_mv SYNC`),
  ...SHARDS.map((shard) => `DROP TABLE IF EXISTS routes.${table}_${shard} SYNC`),
  `DROP TABLE IF EXISTS routes.${table} SYNC`,
];

const HEAD = /^\s*(CREATE|ALTER|DROP|DELETE|TRUNCATE|OPTIMIZE)\b[\s\w]*?\bdefault\.(\w+)/;

function onEveryServer(given: string): string[] {
  const sql = asAlone(given);
  const [, verb, name] = HEAD.exec(sql) ?? [];
  if (!verb || !name) return [sql];
  if (isDistributed(sql)) {
    const [, key = ''] = /Distributed\('argus', 'default', '\w+', ([\s\S]*)\)$/.exec(named(sql)) ?? [];
    return [named(sql).replace('AS default.', `AS ${FIRST}.`), ...routesOf(name, key)];
  }
  const onServers = SERVERS.map(({ database }) =>
    sql.replaceAll(/\bdefault\.(?=\w+_(?:local|mv|mv_rebuild)\b)/g, `${database}.`),
  );
  if (/_mv(_rebuild)?$/.test(name)) return onServers;
  if (name.endsWith('_local')) {
    if (verb === 'DROP') return [...onServers, `DROP VIEW IF EXISTS default.${name} SYNC`];
    return verb === 'CREATE' ? [...onServers, viewOfServers(name)] : onServers;
  }
  // A new column would have to be told to the routes as well.
  if (verb === 'ALTER' && /\bCOLUMN\b/.test(sql)) throw new TypeError(`the two shards cannot play this: ${sql}`);
  return verb === 'DROP' ? [...withoutRoutes(name), sql] : [sql];
}

/** The cluster by its name: a macro in an engine's parameters is one of the server. */
const named = (sql: string): string => sql.replace("Distributed('{cluster}'", "Distributed('argus'");

/** Tables of which every server has all rows; nothing cuts what is inserted into them. */
const WHOLE = /^(schema_migrations|delivery_holds|retention_changes|gateway_settings)$/;

function asked(sql: string, shard: number): string {
  const inserted = sql.replace(/^(\s*INSERT INTO )(?:default\.)?(\w+)/, (text, words: string, table: string) => {
    if (WHOLE.test(table)) return text;
    return shard > 0 ? `${words}routes.${table}_${shard}` : `${words}arrivals.${table}`;
  });
  return inserted.replaceAll(/\bsystem\.(tables|columns|parts|mutations)\b/g, 'servers.$1');
}

/** Two shards of two replicas. */
export const TWO_SHARDS: ClusterLayout = {
  config: clusterConfig({ argus: HOSTS, arrivals: HOSTS.map(([first = '']) => [first]) }),
  setUp: [
    ...['arrivals', 'routes', 'servers', ...SERVERS.map(({ database }) => database)].map(
      (database) => `CREATE DATABASE ${database}`,
    ),
    systemView('tables', withDefault('as_select'), inDefault('tables', 'name')),
    systemView('columns', '', inDefault('columns', 'table')),
    systemView('parts', '', inDefault('parts', 'table')),
    systemView('mutations', '', inDefault('mutations', 'table')),
  ],
  onEveryServer,
  asked,
};
