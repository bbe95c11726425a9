import { type Cluster, localTable, qualified } from './cluster.js';
import { isEverywhere, shardingKey } from './placement.js';

/** A CREATE TABLE of ours, taken apart. */
interface Definition {
  create: string;
  table: string;
  /** `( ... )` with its columns and indexes, or `AS other`. */
  shape: string;
  /** Before `MergeTree`: `Aggregating`, `Replacing`, or nothing. */
  family: string;
  /** Of the engine, without parentheses. */
  parameters: string;
  /** From PARTITION BY or ORDER BY to the end. */
  rest: string;
}

const HEAD = /^(CREATE TABLE(?: IF NOT EXISTS)?)\s+(?:\w+\.)?(\w+)\s*/i;
const ENGINE = /\sENGINE\s*=\s*(\w*?)MergeTree\b\s*(?:\(([^)]*)\))?\s*/i;

function takeApart(sql: string): Definition {
  const [head = '', create, table] = HEAD.exec(sql) ?? [];
  const engine = ENGINE.exec(sql);
  if (!create || !table || !engine) {
    throw new TypeError(`a table of a cluster needs an engine of the MergeTree family: ${sql.slice(0, 200)}`);
  }
  const [text, family = '', parameters = ''] = engine;
  const shape = sql.slice(head.length, engine.index).trim();
  return {
    create,
    table,
    shape,
    family,
    parameters: parameters.trim(),
    rest: sql.slice(engine.index + text.length).trim(),
  };
}

/**
 * Deduplication is Keeper's affair there, for so many blocks and seconds per shard: a day, or an hour and a half at four
 * inserts a second. A block is a few hundred bytes in Keeper.
 */
const REPLICATED_SETTINGS = 'replicated_deduplication_window = 20000, replicated_deduplication_window_seconds = 86400';

const replicatedSettings = (rest: string): string =>
  rest.replace(/\bnon_replicated_deduplication_window\s*=\s*\d+/i, REPLICATED_SETTINGS);

/** The sorting key's expressions, without the parentheses around them. */
function sortingKeyOf(rest: string): string {
  const [, key = ''] =
    /\bORDER BY\s+([\s\S]*?)\s*(?=\b(?:TTL|SETTINGS|PARTITION BY|PRIMARY KEY|SAMPLE BY)\b|$)/i.exec(rest) ?? [];
  return /^\(.*\)$/s.test(key) ? key.slice(1, -1) : key;
}

/**
 * The path in Keeper and the replica's name are made of macros, so that the statement is the same for every server and a
 * new replica joins by running it. `{database}` and `{table}` are put in when a table is made and stay through a renaming.
 */
const replicated = (family: string, parameters: string, where: string, replica: string): string =>
  `Replicated${family}MergeTree('/clickhouse/tables/${where}/{database}/{table}', '${replica}'${parameters ? `, ${parameters}` : ''})`;

/** A table on every server: one that is everywhere, or one of a shard's own rows and the Distributed table above it. Pure. */
export function renderCreateTable(sql: string, cluster: Cluster): string[] {
  const { create, table, shape, family, parameters, rest } = takeApart(sql);
  const on = `ON CLUSTER '${cluster.name}'`;
  const settled = replicatedSettings(rest);
  if (isEverywhere(table)) {
    const engine = replicated(family, parameters, 'everywhere', '{shard}-{replica}');
    return [`${create} ${qualified(cluster, table)} ${on}\n${shape}\nENGINE = ${engine}\n${settled}`];
  }
  const local = localTable(cluster, table);
  const below = qualified(cluster, local);
  const own = shape.replace(
    /^AS\s+(?:\w+\.)?(\w+)$/i,
    (_, other: string) => `AS ${qualified(cluster, localTable(cluster, other))}`,
  );
  const engine = replicated(family, parameters, '{shard}', '{replica}');
  const key = shardingKey(shape, sortingKeyOf(rest));
  return [
    `${create} ${below} ${on}\n${own}\nENGINE = ${engine}\n${settled}`,
    `${create} ${qualified(cluster, table)} ${on} AS ${below}\nENGINE = Distributed('${cluster.name}', '${cluster.database}', '${local}', ${key})`,
  ];
}

/** What an engine of a cluster, as `system.tables` shows it in full, is without replication. Pure. */
export const plainEngine = (engineFull: string): string =>
  engineFull
    .replace(/^Replicated(\w*MergeTree)\('[^']*', '[^']*'(?:, )?/, '$1(')
    .replace(
      /\breplicated_deduplication_window = \d+, replicated_deduplication_window_seconds = \d+/,
      'non_replicated_deduplication_window = 1000',
    );
