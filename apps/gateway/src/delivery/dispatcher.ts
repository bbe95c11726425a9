import { setTimeout as sleep } from 'node:timers/promises';
import type { Cut, QueueReader } from '@argus/queue';
import type { Batch } from './batch.js';
import type { BatchDeliverer } from './batch.deliverer.js';
import type { BatchMaker } from './batch.maker.js';
import { BATCH, decideCut, isFullBatch } from './batch-policy.js';
import type { Settled } from './settled.js';

/** What may hold delivery back: the operator's pause and rate, and a rebuild that wants the tables still. */
export interface DeliveryGate {
  /** Resolves when delivery may go on. */
  whenOpen(signal: AbortSignal): Promise<void>;
  readonly isOpen: boolean;
  /**
   * Resolves when delivery may go on and nobody has begun to hold it meanwhile: with true where something may be inserted
   * now, with false where ClickHouse does not say.
   */
  whenClear(signal: AbortSignal): Promise<boolean>;
  /** Rows that may be taken now; Infinity without a limit. */
  allowedRows(nowMs: number): number;
  /** Rows that were taken. */
  take(rows: number, nowMs: number): void;
}

/**
 * The one loop of delivery: wait, cut, prepare, insert, acknowledge; one insert in flight, in the order of the queue.
 * While an insert is under way and a full batch waits already, the next one is prepared by another thread.
 */
export class Dispatcher {
  #lastBeganMs = -Infinity;
  #lastTookMs = 0;
  #cutThrough: number | undefined;

  constructor(
    private readonly queue: QueueReader,
    private readonly maker: BatchMaker,
    private readonly deliverer: BatchDeliverer,
    private readonly gate: DeliveryGate,
    private readonly settle: (settled: Settled) => Promise<void>,
  ) {}

  /** Runs until the signal aborts; rejects with its reason. */
  async run(signal: AbortSignal): Promise<never> {
    this.#cutThrough = this.queue.acknowledgedThrough;
    let ahead: Promise<Batch> | undefined;
    for (;;) {
      signal.throwIfAborted();
      const batch = await (ahead ?? this.#next(signal));
      this.#lastBeganMs = performance.now();
      ahead = this.#prepareAhead(signal);
      const diverted = await this.deliverer.deliver(batch, signal);
      this.#lastTookMs = performance.now() - this.#lastBeganMs;
      await this.settle({ cut: batch.cut, events: batch.prepared.events, diverted });
      this.maker.release(batch);
    }
  }

  async #next(signal: AbortSignal): Promise<Batch> {
    return this.maker.make(await this.#nextCut(signal), signal);
  }

  async #nextCut(signal: AbortSignal): Promise<Cut> {
    for (;;) {
      await this.gate.whenOpen(signal);
      const nowMs = performance.now();
      const waiting = this.queue.backlog(this.#cutThrough);
      const allowedRows = this.gate.allowedRows(nowMs);
      const last = { lastBeganMs: this.#lastBeganMs, lastTookMs: this.#lastTookMs };
      const decision = decideCut({ nowMs, ...last, waiting, allowedRows });
      if (decision.action === 'idle') await this.queue.whenReadable(signal, this.#cutThrough);
      else if (decision.action === 'wait') await this.#untilDue(decision.ms, waiting, signal);
      else {
        const cut = this.queue.nextCut(decision.limits, this.#cutThrough);
        if (cut) return this.#taken(cut, nowMs);
      }
    }
  }

  /** Sleeps, but looks now and then whether a full batch has come together. */
  async #untilDue(ms: number, waiting: { rows: number; bytes: number }, signal: AbortSignal): Promise<void> {
    const step = isFullBatch({ rows: waiting.rows * 4, bytes: waiting.bytes * 4 }) ? 10 : 50;
    await sleep(Math.min(ms, step), undefined, { signal });
  }

  #prepareAhead(signal: AbortSignal): Promise<Batch> | undefined {
    const nowMs = performance.now();
    const isFull = isFullBatch(this.queue.backlog(this.#cutThrough));
    if (!isFull || !this.gate.isOpen || this.gate.allowedRows(nowMs) < BATCH.maxRows) return undefined;
    const cut = this.queue.nextCut(BATCH, this.#cutThrough);
    if (!cut) return undefined;
    const batch = this.maker.make(this.#taken(cut, nowMs), signal);
    // It is awaited when the insert before it has ended; until then a failure must not count as unhandled.
    batch.catch(() => {});
    return batch;
  }

  #taken(cut: Cut, nowMs: number): Cut {
    this.#cutThrough = cut.last;
    this.gate.take(cut.rows, nowMs);
    return cut;
  }
}
