import { setTimeout as sleep } from 'node:timers/promises';
import type { Cut, QueueReader } from '@argus/queue';
import type { Logger } from '@argus/telemetry';
import type { Prepared } from '@argus/worker';
import { batchName } from '@argus/worker';
import { type Batch, manifestOf } from './batch.js';
import type { Protection } from './protections.js';
import { afterFailure } from './retry-policy.js';
import type { WorkerPool } from './worker-pool.js';

/** Makes batches of cuts: encoded by a thread, and recorded durably before anybody may send them. */
export class BatchMaker {
  constructor(
    private readonly queue: QueueReader,
    private readonly pool: WorkerPool,
    private readonly logger: Logger,
    private readonly options: { now: () => number; isOff: (protection: Protection) => boolean },
  ) {}

  /** A new batch of a cut, durable in the queue's journal. Rejects with the signal's reason when delivery stops. */
  async make(cut: Cut, signal: AbortSignal): Promise<Batch> {
    const name = batchName(this.queue.id, this.queue.epoch, cut);
    const batch = { name, cut, prepared: await this.prepare(cut, name, signal) };
    if (!this.options.isOff('manifest'))
      await this.queue.commitManifest(manifestOf(batch, 'ready', this.options.now()));
    return batch;
  }

  /** Encodes a range under a name that was given before. */
  prepare(cut: Cut, batch: string, signal: AbortSignal, storedMonths: readonly number[] = []): Promise<Prepared> {
    return this.#persist(() => this.pool.prepare({ task: 'prepare', cut, batch, storedMonths }), batch, signal);
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
        for (const damage of prepared.damage) this.logger.error({ batch, damage }, 'a damaged frame is left out');
        return prepared;
      } catch (error) {
        this.logger.error(
          { err: error, batch, attempt },
          'a range could not be prepared; it is given to another thread',
        );
        const next = afterFailure({ kind: 'retry', code: undefined, attempt, rows: 1, random: Math.random() });
        if (next.action === 'retry') await sleep(next.delayMs, undefined, { signal });
      }
    }
  }
}
