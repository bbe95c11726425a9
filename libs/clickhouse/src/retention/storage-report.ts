import type { ClickHouseClient } from '@clickhouse/client';
import {
  type Cluster,
  clusterOf,
  databaseOf,
  localTable,
  ofEveryServer,
  ofEveryShard,
  plainTable,
} from '../cluster/cluster.js';
import { ask } from '../queries/question.js';
import { type DropStep, type PartFacts, nextMonth } from './drop-steps.js';
import { lastDays, readRetentionLog } from './retention-log.js';
import { KEPT_TABLES, type KeptTable } from './ttl.js';

export type { DropStep } from './drop-steps.js';

const DAY = 86_400;

/** What a table takes, and what leaves it next. */
export interface TableSize {
  table: string;
  rows: number;
  /** On disk, compressed, indexes included. */
  bytes: number;
  parts: number;
  /** The times of the oldest and the newest row, in microseconds since the epoch; undefined where it has no row, or no time. */
  oldestUs: number | undefined;
  newestUs: number | undefined;
  /** Whole days for which rows are kept; 0: for ever; undefined: not a matter of retention. */
  keptDays: number | undefined;
  nextDrop: DropStep | undefined;
}

export interface DiskSpace {
  name: string;
  freeBytes: number;
  totalBytes: number;
}

export interface StorageReport {
  tables: TableSize[];
  disks: DiskSpace[];
}

interface SizeRow {
  table: string;
  rows: number;
  bytes: number;
  parts: number;
}

const rowsOf = <Row>(client: ClickHouseClient, name: string, sql: string): Promise<Row[]> =>
  ask<Row>(client, { name, sql, params: {} });

const SIZES = `
  SELECT t.name AS table, sum(p.rows) AS rows, sum(p.bytes_on_disk) AS bytes, countIf(p.active) AS parts
  FROM system.tables AS t
  LEFT JOIN (SELECT * FROM system.parts WHERE database = currentDatabase() AND active) AS p ON p.table = t.name
  WHERE t.database = currentDatabase() AND t.engine LIKE '%MergeTree'
  GROUP BY table ORDER BY bytes DESC, table`;

/**
 * The same of a cluster: what is stored of a shard is on one replica of it as on every other one, and is counted once; of
 * the tables that every server has whole, those of the first shard are.
 */
const sizesOfShards = (cluster: Cluster): string => `
  SELECT table, sum(n) AS rows, sum(size) AS bytes, sum(part) AS parts FROM
  (
    SELECT name AS table, 0 AS n, 0 AS size, 0 AS part FROM system.tables
    WHERE database = ${databaseOf(cluster)} AND engine LIKE '%MergeTree'
    UNION ALL
    SELECT table, rows, bytes_on_disk, 1 FROM ${ofEveryShard(cluster, 'system.parts')}
    WHERE database = ${databaseOf(cluster)} AND active AND (endsWith(table, '_local') OR _shard_num = 1)
  )
  GROUP BY table ORDER BY bytes DESC, table`;

/** The disks of every server that answers: one that is away is missed here, and not waited for. */
const disksSql = (cluster: Cluster | undefined): string => `
  SELECT ${cluster ? "concat(hostName(), '/', name)" : 'name'} AS name, free_space AS free, total_space AS total
  FROM ${ofEveryServer(cluster, 'system.disks')} ORDER BY name${cluster ? ' SETTINGS skip_unavailable_shards = 1' : ''}`;

const micros = (time: string): string => `toInt64(toUnixTimestamp64Micro(toDateTime64(${time}, 6, 'UTC')))`;

/** Reads both ends of the order key, whatever lies between them. */
async function spanOf(
  client: ClickHouseClient,
  { table, time }: KeptTable,
): Promise<{ oldest: number; newest: number }> {
  const end = (order: string) => `(SELECT ${micros(time)} FROM ${table} ORDER BY ${time} ${order} LIMIT 1)`;
  const sql = `SELECT ${end('ASC')} AS oldest, ${end('DESC')} AS newest`;
  const [row] = await rowsOf<{ oldest: number; newest: number }>(client, 'storage_span', sql);
  return row ?? { oldest: 0, newest: 0 };
}

async function nextPartition(client: ClickHouseClient, table: string): Promise<DropStep | undefined> {
  const cluster = clusterOf(client);
  const sql = `
    SELECT partition_id, rows, bytes_on_disk AS bytes, toUnixTimestamp(delete_ttl_info_max) AS drop_at
    FROM ${ofEveryShard(cluster, 'system.parts')}
    WHERE database = ${databaseOf(cluster)} AND table = '${localTable(cluster, table)}' AND active`;
  return nextMonth(await rowsOf<PartFacts>(client, 'storage_parts', sql));
}

/** The rows of an aggregate go by the day. */
async function nextDay(
  client: ClickHouseClient,
  { table, time, day }: KeptTable,
  { oldestUs, bytesPerRow, keptDays }: { oldestUs: number; bytesPerRow: number; keptDays: number },
): Promise<DropStep> {
  const start = Math.floor(oldestUs / 1_000_000 / DAY) * DAY;
  const sql = `SELECT count() AS n FROM ${table} WHERE toDate(${time}) = toDate(${start}, 'UTC') AND ${day} = toDateTime(${start}, 'UTC')`;
  const [row] = await rowsOf<{ n: number }>(client, 'storage_oldest_day', sql);
  const rows = row?.n ?? 0;
  return {
    what: `the day ${new Date(start * 1000).toISOString().slice(0, 10)}`,
    rows,
    bytes: Math.round(rows * bytesPerRow),
    at: start + (keptDays + 1) * DAY,
  };
}

async function sizeOf(client: ClickHouseClient, size: SizeRow, keptDays: number | undefined): Promise<TableSize> {
  const kept = KEPT_TABLES.find(({ table }) => table === size.table);
  const nothing = { ...size, keptDays, oldestUs: undefined, newestUs: undefined, nextDrop: undefined };
  if (!kept || keptDays === undefined || size.rows === 0) return nothing;
  const { oldest, newest } = await spanOf(client, kept);
  const span = { ...size, keptDays, oldestUs: oldest, newestUs: newest };
  if (keptDays === 0) return { ...span, nextDrop: undefined };
  const nextDrop = kept.dropsParts
    ? await nextPartition(client, size.table)
    : await nextDay(client, kept, { oldestUs: oldest, bytesPerRow: size.bytes / size.rows, keptDays });
  return { ...span, nextDrop };
}

/** What every table takes on disk, the largest first, and what retention drops next; of a cluster one replica's share of it. */
export async function storageReport(client: ClickHouseClient): Promise<StorageReport> {
  const log = await readRetentionLog(client);
  const daysOf = (table: string): number | undefined => {
    const kept = KEPT_TABLES.find((one) => one.table === table);
    return kept && lastDays(log[kept.raw]);
  };
  const cluster = clusterOf(client);
  const sizes = await rowsOf<SizeRow>(client, 'storage_sizes', cluster ? sizesOfShards(cluster) : SIZES);
  const disks = await rowsOf<{ name: string; free: number; total: number }>(client, 'storage_disks', disksSql(cluster));
  const tables: TableSize[] = [];
  for (const size of sizes) {
    const table = plainTable(cluster, size.table);
    tables.push(await sizeOf(client, { ...size, table }, daysOf(table)));
  }
  return {
    tables,
    disks: disks.map(({ name, free, total }) => ({ name, freeBytes: free, totalBytes: total })),
  };
}
