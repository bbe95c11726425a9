import type { QueueReader } from '@argus/queue';
import type { Logger } from '@argus/telemetry';
import type { PartTable, PreparedPart } from '@argus/worker';
import { type Batch, manifestOf, rowsOf } from './batch.js';
import type { BatchMaker } from './batch.maker.js';
import type { DeliveryMetrics } from './delivery.metrics.js';
import type { Mender } from './mend/mender.js';
import type { PartSender } from './part.sender.js';
import type { Protection } from './protections.js';

/** An event that ClickHouse refused and that went to the errors instead. */
export interface Diverted {
  sequence: number;
  source: string;
}

interface Refusal {
  reason: string;
  /** Parts of the batch before the refused one are stored. */
  isPartlyStored: boolean;
}

/**
 * Brings one batch into ClickHouse, whatever it takes: sends its parts in order, halves what is refused for its data
 * until the poisonous row is alone, and puts that row among the errors. Each half has a manifest of its own before it is
 * sent; the manifest of the whole says `split` meanwhile, so that a later life goes on where this one ended.
 */
export class BatchDeliverer {
  constructor(
    private readonly queue: QueueReader,
    private readonly maker: BatchMaker,
    private readonly sender: PartSender,
    private readonly options: {
      metrics: DeliveryMetrics;
      logger: Logger;
      mender: Mender;
      now: () => number;
      isOff: (protection: Protection) => boolean;
    },
  ) {}

  /** Resolves when every row of the batch is stored or diverted; rejects only when delivery stops. */
  async deliver(batch: Batch, signal: AbortSignal): Promise<Diverted[]> {
    const refusal = await this.#sendParts(batch, batch.prepared.parts, signal);
    if (!refusal) return [];
    if (this.options.isOff('split')) throw new Error(`ClickHouse refused ${batch.name}: ${refusal.reason}`);
    // By its numbers, not by its rows: the one row of a range need not be the first number of it.
    const { first, last } = batch.cut;
    return first < last ? this.#split(batch, refusal, signal) : this.divert(batch, refusal.reason, signal);
  }

  /** Puts the one row of the batch among the errors. */
  async divert(batch: Batch, reason: string, signal: AbortSignal): Promise<Diverted[]> {
    const { metrics, logger, now } = this.options;
    const prepared = await this.maker.preparePoison(batch.cut, batch.name, reason, signal);
    const poison = { ...batch, prepared };
    await this.queue.commitManifest(manifestOf(poison, 'poison', now(), { reason }));
    const refusal = await this.#sendParts(poison, prepared.parts, signal);
    if (refusal)
      logger.error({ batch: batch.name, ...refusal }, 'ClickHouse refuses even the error row; it is dropped');
    metrics.poison.inc();
    logger.error({ batch: batch.name, reason }, 'ClickHouse refused a row for its data; it is among the errors');
    return Object.keys(prepared.events).map((source) => ({ sequence: batch.cut.first, source }));
  }

  /** Sends in order; answers why ClickHouse refused a part, or nothing when all are stored. */
  async #sendParts(batch: Batch, parts: PreparedPart[], signal: AbortSignal): Promise<Refusal | undefined> {
    const { first, last } = batch.cut;
    const context = { name: batch.name, first, last, inDoubtSinceMs: batch.inDoubtSinceMs };
    const inDoubt = new Set<PartTable>();
    let refusal: Refusal | undefined;
    for (const [index, part] of parts.entries()) {
      const outcome = await this.sender.send(part, context, signal);
      if (outcome.kind === 'refused') refusal = { reason: outcome.reason, isPartlyStored: index > 0 };
      else if (outcome.kind === 'partly') refusal = await this.#sendRest(batch, part, outcome.storedMonths, signal);
      if (outcome.kind === 'partly' || (outcome.kind === 'stored' && outcome.wasInDoubt)) inDoubt.add(part.table);
      if (refusal) break;
    }
    if (inDoubt.size > 0) await this.options.mender.mend(batch.name, batch.cut, [...inDoubt], signal);
    return refusal;
  }

  /** The partitions that an earlier try did not store. Every other part of the batch is sent on its own account. */
  async #sendRest(
    batch: Batch,
    part: PreparedPart,
    storedMonths: number[],
    signal: AbortSignal,
  ): Promise<Refusal | undefined> {
    const inPart = new Set(part.months.map(([month]) => month));
    const elsewhere = batch.prepared.parts
      .filter(({ table }) => table === part.table)
      .flatMap(({ months }) => months.map(([month]) => month))
      .filter((month) => !inPart.has(month));
    const { cut, name, isFiltered } = batch;
    const rest = await this.maker.prepare(cut, name, signal, {
      storedMonths: [...storedMonths, ...elsewhere],
      isFiltered,
    });
    const parts = rest.parts.filter(({ table }) => table === part.table);
    const refusal = await this.#sendParts({ ...batch, prepared: { ...rest, parts } }, parts, signal);
    return refusal && { ...refusal, isPartlyStored: true };
  }

  async #split(batch: Batch, { reason, isPartlyStored }: Refusal, signal: AbortSignal): Promise<Diverted[]> {
    const { metrics, logger, now } = this.options;
    metrics.splits.inc();
    logger.warn(
      { batch: batch.name, rows: rowsOf(batch), reason },
      'ClickHouse refuses a batch for its data or its size; halving it',
    );
    const { first, last } = batch.cut;
    const middle = first + Math.floor((last - first) / 2);
    const cuts = [this.queue.cutRange(first, middle), this.queue.cutRange(middle + 1, last)];
    const halves: Batch[] = [];
    // What is stored under the name of the whole, the names of the halves would not show.
    const isFiltered = batch.isFiltered || isPartlyStored;
    for (const cut of cuts) if (cut) halves.push(await this.maker.make(cut, signal, { isFiltered }));
    await this.queue.commitManifest(manifestOf(batch, 'split', now(), { reason }));
    const diverted: Diverted[] = [];
    for (const half of halves) {
      diverted.push(...(await this.deliver(half, signal)));
      await this.queue.closeManifest(half.name);
      this.maker.release(half);
    }
    return diverted;
  }
}
