import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { viewOf } from './aggregate.js';
import { type Shape, readShapes } from './aggregate-shape.js';
import { backfillSql, selectOver, shadowOf } from './aggregate-sql.js';
import { type Chunk, chunksOf, since } from './chunks.js';
import type { HoldDelivery } from './delivery-hold.js';
import { createShadow, snapshot, takeOver } from './shadow-tables.js';
import { keptSince } from '@argus/contract';
import { lastDays, readRetentionLog } from '../retention/retention-log.js';

/*
 * How every aggregate is made anew while events go on coming, with no gap and no overlap at the cut:
 *
 *   held      shadow tables and their views are made, which from now on get what is inserted; the raw tables are
 *             snapshot by hard links (ATTACH PARTITION FROM): what is in the snapshot is exactly what came before
 *   flowing   the snapshot is read chunk by chunk into the shadows, which takes as long as it takes
 *   held      the shadows' views go, shadows and aggregates change names (EXCHANGE is atomic and views follow names)
 *   flowing   what was the aggregate is dropped, and the snapshots
 *
 * On a cluster partitions are replaced instead of names exchanged (shadow-tables.ts).
 *
 * Raw rows that retention is about to drop, and only waits with until the rest of their month is old, are left out: their
 * days are gone from the aggregates, and stay so.
 *
 * Readers see the old aggregates until the exchange and never a gap. Whatever dies in between leaves the aggregates as
 * they were: the next rebuild begins by dropping what is left over.
 */

const CHUNK_ROWS = 1_000_000;

const SETTINGS = {
  max_execution_time: 3_600,
  max_bytes_before_external_group_by: '500000000',
  max_partitions_per_insert_block: '0',
  // Two chunks may hold equal rows; that is no second sending.
  insert_deduplicate: 0,
  deduplicate_blocks_in_dependent_materialized_views: 0,
} as const;

export interface RebuildOptions {
  nowSecond: number;
  hold: HoldDelivery;
  /** Raw rows read so far and in all. */
  onProgress?: (done: number, total: number) => void;
}

class Rebuild {
  constructor(
    private readonly client: ClickHouseClient,
    private readonly shapes: readonly Shape[],
  ) {}

  get #raws(): Shape['raw'][] {
    return [...new Set(this.shapes.map(({ raw }) => raw))];
  }

  async #run(query: string, params: Record<string, unknown> = {}, more: ClickHouseSettings = {}): Promise<void> {
    await this.client.command({ query, query_params: params, clickhouse_settings: { ...SETTINGS, ...more } });
  }

  async #rows<T>(query: string): Promise<T[]> {
    return (await this.client.query({ query, format: 'JSONEachRow' })).json<T>();
  }

  async dropViews(): Promise<void> {
    for (const { table } of this.shapes) await this.#run(`DROP VIEW IF EXISTS ${shadowOf(viewOf(table))}`);
  }

  async dropShadows(): Promise<void> {
    for (const table of [...this.shapes.map((shape) => shape.table), ...this.#raws]) {
      await this.#run(`DROP TABLE IF EXISTS ${shadowOf(table)} SYNC`);
    }
  }

  async cut(): Promise<void> {
    const run = (query: string) => this.#run(query);
    for (const { table } of this.shapes) await createShadow(this.client, run, table);
    for (const { table, select, reads, hangsOn } of this.shapes) {
      const own = hangsOn ? selectOver(select, reads, shadowOf(hangsOn)) : select;
      await run(`CREATE MATERIALIZED VIEW ${shadowOf(viewOf(table))} TO ${shadowOf(table)} AS ${own}`);
    }
    for (const raw of this.#raws) {
      await createShadow(this.client, run, raw);
      await snapshot(this.client, run, raw);
    }
  }

  async chunks({ raw, time }: Pick<Shape, 'raw' | 'time'>): Promise<Chunk[]> {
    const days = await this.#rows<{ day: number; rows: number }>(
      `SELECT toUnixTimestamp(toStartOfDay(${time})) AS day, count() AS rows FROM ${shadowOf(raw)} GROUP BY day`,
    );
    return chunksOf(days, CHUNK_ROWS);
  }

  async backfill(shape: Shape, { from, to }: Chunk): Promise<void> {
    // The shadow of what this one hangs on feeds it already.
    if (shape.hangsOn) return;
    // A bucket that is rounded up belongs to the chunk in which its events are.
    const open = { ...shape, roundsUp: false };
    await this.#run(backfillSql(open, this.shapes), { chunkFrom: from, chunkTo: to });
  }

  async exchange(): Promise<void> {
    await this.dropViews();
    const run = (query: string, settings?: ClickHouseSettings) => this.#run(query, {}, settings);
    for (const { table } of this.shapes) await takeOver(this.client, run, table);
  }
}

/** Makes every aggregate anew from the raw rows while ingestion goes on; answers how many raw rows were read. */
export async function rebuild(client: ClickHouseClient, options: RebuildOptions): Promise<number> {
  const shapes = await readShapes(client);
  const work = new Rebuild(client, shapes);
  const clear = async () => {
    await work.dropViews();
    await work.dropShadows();
  };
  await clear();
  try {
    await options.hold(() => work.cut());
    const retention = await readRetentionLog(client);
    const plan = new Map<string, Chunk[]>();
    for (const shape of shapes) {
      const kept = keptSince(options.nowSecond, lastDays(retention[shape.raw]));
      if (!plan.has(shape.raw)) plan.set(shape.raw, since(kept, await work.chunks(shape)));
    }
    const total = [...plan.values()].flat().reduce((sum, { rows }) => sum + rows, 0);
    let done = 0;
    for (const [raw, chunks] of plan) {
      for (const chunk of chunks) {
        options.onProgress?.(done, total);
        for (const shape of shapes) {
          const isKept = shape.horizonSeconds === undefined || chunk.to > options.nowSecond - shape.horizonSeconds;
          if (shape.raw === raw && isKept) await work.backfill(shape, chunk);
        }
        done += chunk.rows;
      }
    }
    options.onProgress?.(total, total);
    await options.hold(() => work.exchange());
    return total;
  } finally {
    await clear();
  }
}
