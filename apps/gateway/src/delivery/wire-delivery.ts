import { type ClickHouseClient, holdDelivery } from '@argus/clickhouse';
import type { GatewayConfig } from '@argus/config';
import type { Queue } from '@argus/queue';
import type { Logger, Registry } from '@argus/telemetry';
import { BatchDeliverer } from './batch.deliverer.js';
import { BatchMaker } from './batch.maker.js';
import { DeliveryMetrics } from './delivery.metrics.js';
import { type DeliveryGate, Dispatcher } from './dispatcher.js';
import { Mender } from './mend/mender.js';
import { PartSender } from './part.sender.js';
import { protectionsOff } from './protections.js';
import { Recovery } from './recovery.js';
import type { Settled } from './settled.js';
import { SharedMemory } from './shared-memory.js';
import { storedIds } from './stored-rows.js';
import { WorkerPool } from './worker-pool.js';

/** A thread that has not answered for so long, beyond the time that its insert may take, is replaced. */
const HANG_MS = 15_000;

/** What delivery is made of. */
export interface DeliveryParts {
  config: GatewayConfig;
  queue: Queue;
  client: ClickHouseClient;
  gate: DeliveryGate;
  /** Told of every range whose rows are all stored or diverted, before the queue lets go of it. */
  ledger: { settled(settled: Settled): Promise<void>; readonly storedThrough: number };
  logger: Logger;
  registry: Registry;
}

export interface Delivery {
  /** Finishes what is in doubt, then delivers until the signal aborts; rejects with its reason. */
  run(signal: AbortSignal): Promise<never>;
  /** Ends the threads at once. */
  destroy(): Promise<void>;
}

/** Puts the parts of delivery together. */
export function wireDelivery({ config, queue, client, gate, ledger, logger, registry }: DeliveryParts): Delivery {
  const now = Date.now;
  const { faults, insertTimeoutMs: timeoutMs, workerThreads: threads } = config;
  const isOff = protectionsOff(faults);
  const metrics = new DeliveryMetrics(registry);
  const pool = new WorkerPool({
    threads,
    setup: { clickhouse: { ...config.clickhouse, requestTimeoutMs: timeoutMs + HANG_MS }, faults },
    hangMs: isOff('hang') ? 3_600_000 : Math.min(HANG_MS, timeoutMs),
    onLost: (reason) => {
      metrics.lostThreads.inc();
      logger.error({ reason }, 'a worker thread was lost; another takes its place');
    },
    onMessage: (task, change) => {
      metrics.busy.inc({ task }, change);
      if (change === 1) metrics.messages.inc({ task });
    },
  });
  metrics.actors.set(threads);
  const memory = new SharedMemory();
  const maker = new BatchMaker(queue, pool, {
    logger,
    now,
    isOff,
    memory,
    countedThrough: () => ledger.storedThrough,
    storedRows: async (range) => ({
      events: await storedIds(client, 'events', range),
      errors: await storedIds(client, 'errors', range),
    }),
  });
  const { epoch } = queue;
  const isEmbedded = config.clickhouse.embedded;
  const sender = new PartSender({
    client,
    pool,
    gate,
    memory,
    metrics,
    logger,
    isEmbedded,
    isCluster: config.clickhouse.cluster !== undefined,
    epoch,
    timeoutMs,
    now,
    isOff,
  });
  const hold = holdDelivery(client, 'mend');
  const mender = new Mender(client, logger, { isEmbedded, gate, hold, isOff });
  const deliverer = new BatchDeliverer(queue, maker, sender, { metrics, logger, mender, now, isOff });
  const settle = async (settled: Settled) => {
    await ledger.settled(settled);
    await queue.acknowledge(settled.cut);
    metrics.lagSeconds.observe(Math.max(0, now() - settled.cut.oldestAppendedAtMs) / 1000);
  };
  return {
    run: async (signal) => {
      await new Recovery(queue, maker, deliverer, logger, settle).run(signal);
      return new Dispatcher(queue, maker, deliverer, gate, settle).run(signal);
    },
    destroy: () => pool.destroy(),
  };
}
