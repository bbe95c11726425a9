import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import type { Aggregate } from './aggregate.js';
import { type Shape, readShapes } from './aggregate-shape.js';
import { differencesSql } from './aggregate-sql.js';
import { type Chunk, chunksOf, since } from './chunks.js';
import type { HoldDelivery } from './delivery-hold.js';
import { wholeSince } from '../retention/kept-since.js';
import { readRetentionLog } from '../retention/retention-log.js';

const CHUNK_ROWS = 2_000_000;
/** Of an aggregate with a horizon, what is about to leave is not compared. */
const HORIZON_SHARE = 0.8;
const AHEAD_SECONDS = 366 * 86_400;
/** After so long nearly all events of a bucket have come. */
const SETTLED_SECONDS = 120;
const LOOKS = 3;
/** A day that retention begins to drop while the comparison runs is left out as well. */
const MIDNIGHT_MARGIN_SECONDS = 3_600;
const LOOK_AGAIN_MS = 700;

/** A bucket in which an aggregate does not say what the raw rows say. */
export interface Difference {
  table: string;
  /** Where the bucket is, in seconds since the epoch. */
  bucket: number;
  /** Rows of the aggregate that the raw rows call for, and rows that are there. */
  expected_rows: number;
  actual_rows: number;
}

export interface VerifyOptions {
  /** Only buckets that closed lately: cheap enough to be done every few minutes. Default: everything. */
  recentOnly?: boolean;
  nowSecond: number;
  /** Keeps delivery still while a difference is looked at again: an insert reaches the raw table before its views. */
  hold: HoldDelivery;
  onProgress?: (done: number, total: number) => void;
}

async function query<T>(client: ClickHouseClient, sql: string, params: Record<string, unknown> = {}): Promise<T[]> {
  const settings = { max_execution_time: 600, max_bytes_before_external_group_by: '500000000' };
  const answer = await client.query({
    query: sql,
    query_params: params,
    format: 'JSONEachRow',
    clickhouse_settings: settings,
  });
  return answer.json<T>();
}

/** The days of which the raw table or the aggregate has rows. */
const daysOf = (client: ClickHouseClient, { raw, time, table, bucket }: Aggregate) =>
  query<{ day: number; rows: number }>(
    client,
    `SELECT day, sum(n) AS rows FROM (
       SELECT toUnixTimestamp(toStartOfDay(${time})) AS day, count() AS n FROM ${raw} GROUP BY day
       UNION ALL
       SELECT toUnixTimestamp(toStartOfDay(toDateTime(${bucket}, 'UTC'))) AS day, 0 AS n FROM ${table} GROUP BY day)
     GROUP BY day`,
  );

/** Buckets that closed lately: the last full hour, and of an aggregate with a horizon the last quarter of one. Pure. */
export function recentChunks({ bucket, horizonSeconds }: Aggregate, nowSecond: number): Chunk[] {
  const end = nowSecond - SETTLED_SECONDS;
  if (horizonSeconds !== undefined) return [{ from: end - 900, to: end, rows: 0 }];
  // A day is too much to read every few minutes; its rows follow from the hours'.
  if (bucket === 'day') return [];
  const hour = Math.floor(end / 3_600) * 3_600;
  return [{ from: hour - 3_600, to: hour, rows: 0 }];
}

async function chunksToCompare(client: ClickHouseClient, shape: Shape, options: VerifyOptions): Promise<Chunk[]> {
  const { recentOnly = false, nowSecond } = options;
  if (recentOnly) return recentChunks(shape, nowSecond);
  if (shape.horizonSeconds === undefined) return chunksOf(await daysOf(client, shape), CHUNK_ROWS);
  return [{ from: nowSecond - shape.horizonSeconds * HORIZON_SHARE, to: nowSecond + AHEAD_SECONDS, rows: 0 }];
}

/**
 * Compares every aggregate with the raw rows, bucket by bucket, and answers where they differ. Reads while inserts go on;
 * where something differs it looks again, at last with delivery held, since an insert in flight looks like a difference.
 * Days that retention has begun to drop are not compared: raw rows leave by the month, aggregates by the day.
 */
export async function verify(client: ClickHouseClient, options: VerifyOptions): Promise<Difference[]> {
  const shapes = await readShapes(client);
  const retention = await readRetentionLog(client);
  const plan = await Promise.all(
    shapes.map(async (shape) => {
      const whole = wholeSince(retention[shape.raw], options.nowSecond + MIDNIGHT_MARGIN_SECONDS);
      return { shape, chunks: since(whole, await chunksToCompare(client, shape, options)) };
    }),
  );
  const compare = async (shape: Shape, { from, to }: Chunk): Promise<Difference[]> => {
    const rows = await query<Omit<Difference, 'table'>>(client, differencesSql(shape, shapes), {
      chunkFrom: from,
      chunkTo: to,
    });
    return rows.map((row) => ({ table: shape.table, ...row }));
  };
  const steps = plan.flatMap(({ shape, chunks }) => chunks.map((chunk) => ({ shape, chunk })));
  /** A late event may be on its way into a bucket: nothing is said to differ that does not differ every time. */
  const differsAlways = async ({ shape, chunk }: (typeof steps)[number]): Promise<boolean> => {
    for (let look = 0; look < LOOKS; look++) {
      if (look > 0) await sleep(LOOK_AGAIN_MS);
      if ((await compare(shape, chunk)).length === 0) return false;
    }
    return true;
  };
  const suspicious: typeof steps = [];
  for (const [done, step] of steps.entries()) {
    options.onProgress?.(done, steps.length);
    if (await differsAlways(step)) suspicious.push(step);
  }
  options.onProgress?.(steps.length, steps.length);
  if (suspicious.length === 0) return [];
  return options.hold(async () => {
    const found: Difference[] = [];
    for (const { shape, chunk } of suspicious) found.push(...(await compare(shape, chunk)));
    return found;
  });
}
