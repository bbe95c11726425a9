import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type ClickHouseClient, createClickHouse, holdDelivery } from '@argus/clickhouse';
import type { GatewayConfig } from '@argus/config';
import type { Queue } from '@argus/queue';
import type { Logger } from '@argus/telemetry';
import { ClickHouseLink } from '../storage/clickhouse-link.js';
import { oneAtATime } from '../storage/one-at-a-time.js';
import { CLOCK, CONFIG, type Clock, LOGGER, QUEUE } from '../storage/tokens.js';
import { type ErasureJob, digestOf } from './erasure.job.js';
import { runErasure } from './erasure.steps.js';
import { ErasureStore } from './erasure.store.js';

/** Statements may run long. */
const HOUR_MS = 3_600_000;
const RETRY_MS = 3_000;
/** A statement under way ends by itself; what it was part of is done again at the next start. */
const FAREWELL_MS = 1_000;

/** Erases people one after the other, each to the end, however often the gateway is restarted in between. */
@Injectable()
export class ErasureService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stop = new AbortController();
  readonly #inOrder = oneAtATime();
  readonly #client: ClickHouseClient;
  readonly #waitsFor = new Map<string, string>();
  #running: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(QUEUE) private readonly queue: Queue,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly store: ErasureStore,
    private readonly link: ClickHouseLink,
  ) {
    this.#client = createClickHouse({ ...config.clickhouse, maxConnections: 4, requestTimeoutMs: HOUR_MS });
  }

  onApplicationBootstrap(): void {
    for (const job of this.store.all.reverse()) if (job.state !== 'done') this.#begin(job.job_id);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort(new Error('the gateway stops'));
    await this.#client.close();
    await Promise.race([this.#running, sleep(FAREWELL_MS, undefined, { ref: false })]);
  }

  /** Durable when it resolves: from then on the person is erased, whatever dies. */
  async request(userId: string, sources: string[] | undefined): Promise<ErasureJob> {
    const job: ErasureJob = {
      job_id: randomUUID(),
      user_id: userId,
      user_id_sha256: digestOf(userId),
      sources: sources ?? null,
      state: 'draining',
      requested_at_ms: this.clock(),
      finished_at_ms: null,
      queue_id: this.queue.id,
      queue_through: this.queue.flushedThrough,
      found: null,
      left: null,
      rounds: 0,
    };
    await this.store.put(job);
    this.logger.info({ job: job.job_id }, 'a person is to be erased');
    this.#begin(job.job_id);
    return job;
  }

  /** What a job waits for at the moment, in words. */
  waitsFor(jobId: string): string | undefined {
    return this.#waitsFor.get(jobId);
  }

  #begin(jobId: string): void {
    this.#running = this.#inOrder(() => this.#run(jobId));
  }

  async #run(jobId: string): Promise<void> {
    const { signal } = this.#stop;
    const tell = (what: string) => this.#waitsFor.set(jobId, what);
    tell('ClickHouse is not reached yet');
    await Promise.race([this.link.whenReady(), new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    while (!signal.aborted) {
      const job = this.store.find(jobId);
      if (!job || job.state === 'done') break;
      try {
        await runErasure(job, this.#parts(tell), signal);
        this.logger.info({ job: jobId }, 'a person was erased');
      } catch (error) {
        if (signal.aborted) break;
        tell(`it is tried again, since ${error instanceof Error ? error.message : String(error)}`);
        this.logger.warn({ err: error, job: jobId }, 'an erasure could not go on; trying again');
        await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
    this.#waitsFor.delete(jobId);
  }

  #parts(tell: (what: string) => void) {
    return {
      client: this.#client,
      queue: this.queue,
      hold: holdDelivery(this.#client, `erasure ${process.pid}`),
      now: this.clock,
      keep: (job: ErasureJob) => this.store.put(job),
      tell,
    };
  }
}
