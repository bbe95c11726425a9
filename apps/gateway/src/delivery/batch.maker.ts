import type { Cut, Queue } from '@argus/queue';
import type { Logger } from '@argus/telemetry';
import type { Prepared, StoredRows } from '@argus/worker';
import { batchName } from '@argus/worker';
import { type Batch, manifestOf } from './batch.js';
import type { Protection } from './protections.js';
import type { SharedMemory } from './shared-memory.js';
import { untilNextTry } from './until-next-try.js';
import type { WorkerPool } from './worker-pool.js';

/** Bytes of a row's columns that are not in the queue: times, numbers, and a source of up to 64 characters. */
const ROW_BYTES = 8 + 8 + 65 + 1;
const HEAD_BYTES = 4_096;

/** Enough for every event of a cut; error rows that repeat a long event may need more, and are copied then. */
const memoryFor = (cut: Cut): number => HEAD_BYTES + cut.bytes + cut.rows * ROW_BYTES;

/** How a range is to be encoded. */
export interface Preparation {
  /** Leave these months out: they are stored. */
  storedMonths?: readonly number[];
  /** Ask ClickHouse for the rows of the range, and leave out what is there. */
  isFiltered?: boolean;
}

export interface MakerOptions {
  logger: Logger;
  now: () => number;
  /** The ids of the rows that ClickHouse holds in a range. */
  storedRows: (range: { first: number; last: number }) => Promise<StoredRows>;
  /** Up to here the ledger counts events as stored. */
  countedThrough: () => number;
  memory: SharedMemory;
  isOff: (protection: Protection) => boolean;
}

/** Makes batches of cuts: encoded by a thread, and recorded durably before anybody may send them. */
export class BatchMaker {
  /**
   * Up to here the queue may hold what is delivered already: both copies of its account were lost, and a second delivery
   * would have other names than the first. Then the rows themselves are asked for.
   */
  readonly #doubtfulThrough: number;

  constructor(
    private readonly queue: Queue,
    private readonly pool: WorkerPool,
    private readonly options: MakerOptions,
  ) {
    this.#doubtfulThrough = queue.cursorTrusted ? 0 : queue.flushedThrough;
  }

  /** A new batch of a cut, durable in the queue's journal. Rejects with the signal's reason when delivery stops. */
  async make(cut: Cut, signal: AbortSignal, { isFiltered: isAsked = false }: Preparation = {}): Promise<Batch> {
    const { now, isOff } = this.options;
    const name = batchName(this.queue.id, this.queue.epoch, cut);
    const isFiltered = (isAsked || cut.first <= this.#doubtfulThrough) && !isOff('filter');
    const batch = { name, cut, isFiltered, ...(await this.#prepareInMemory(cut, name, isFiltered, signal)) };
    if (!isOff('manifest')) await this.queue.commitManifest(manifestOf(batch, 'ready', now()));
    return batch;
  }

  /** The batch is stored: its memory may hold the next one. */
  release({ memory }: Batch): void {
    if (memory) this.options.memory.giveBack(memory);
  }

  /** Encodes a range under a name that was given before. */
  prepare(cut: Cut, batch: string, signal: AbortSignal, preparation: Preparation = {}): Promise<Prepared> {
    return this.#persist(async () => this.pool.prepare(await this.#message(cut, batch, preparation)), batch, signal);
  }

  /** A thread that was given up may go on writing for a moment: each try gets memory of its own. */
  async #prepareInMemory(cut: Cut, batch: string, isFiltered: boolean, signal: AbortSignal) {
    let memory: SharedArrayBuffer | undefined;
    const run = async () => {
      memory = this.options.memory.borrow(memoryFor(cut));
      return this.pool.prepare({ ...(await this.#message(cut, batch, { isFiltered })), memory });
    };
    const prepared = await this.#persist(run, batch, signal);
    return { prepared, ...(memory ? { memory } : {}) };
  }

  async #message(cut: Cut, batch: string, { storedMonths = [], isFiltered = false }: Preparation) {
    const known = isFiltered ? { storedRows: await this.options.storedRows(cut) } : {};
    const countedThrough = this.options.countedThrough();
    return { task: 'prepare' as const, cut, batch, storedMonths, countedThrough, ...known };
  }

  /** The one row of the cut as an error row. */
  preparePoison(cut: Cut, batch: string, reason: string, signal: AbortSignal): Promise<Prepared> {
    return this.#persist(() => this.pool.prepare({ task: 'poison', cut, batch, reason }), batch, signal);
  }

  /** Hands the message out again when its thread died or the disk did not answer: rows are never given up. */
  async #persist(run: () => Promise<Prepared>, batch: string, signal: AbortSignal): Promise<Prepared> {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      try {
        const prepared = await run();
        for (const damage of prepared.damage)
          this.options.logger.error({ batch, damage }, 'a damaged frame is left out');
        return prepared;
      } catch (error) {
        this.options.logger.error(
          { err: error, batch, attempt },
          'a range could not be prepared; it is given to another thread',
        );
        await untilNextTry(attempt, signal);
      }
    }
  }
}
