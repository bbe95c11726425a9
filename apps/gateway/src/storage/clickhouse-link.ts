import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type ClickHouseClient, applyRetention, migrate } from '@argus/clickhouse';
import type { GatewayConfig } from '@argus/config';
import type { Logger } from '@argus/telemetry';
import { ping } from './ping.js';
import { CLICKHOUSE_DELIVERY, CONFIG, LOGGER } from './tokens.js';

const PROBE_MS = 500;

/**
 * Knows whether ClickHouse answers. It is reached and migrated once before anything is delivered; that it goes away
 * later stops nothing but reading, since events wait in the queue.
 */
@Injectable()
export class ClickHouseLink implements OnApplicationBootstrap, OnApplicationShutdown {
  #isUp = false;
  #isReady = false;
  #failure: string | undefined;
  readonly #stop = new AbortController();
  readonly #ready: Promise<void>;
  #resolveReady: () => void = () => {};
  #watching: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CLICKHOUSE_DELIVERY) private readonly client: ClickHouseClient,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: Pick<GatewayConfig, 'retention'>,
  ) {
    this.#ready = new Promise((resolve) => (this.#resolveReady = resolve));
  }

  /** Whether the last probe was answered. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Whether ClickHouse was reached and migrated at least once. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Resolves once ClickHouse was reached and migrated; never rejects. */
  whenReady(): Promise<void> {
    return this.#ready;
  }

  onApplicationBootstrap(): void {
    this.#watching = this.#watch();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#probe();
      await sleep(PROBE_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  async #probe(): Promise<void> {
    try {
      await ping(this.client, this.#stop.signal);
      if (!this.#isReady) await this.#migrate();
      if (!this.#isUp) this.logger.info('ClickHouse answers');
      this.#isUp = true;
      this.#failure = undefined;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#isUp = false;
      const failure = error instanceof Error ? error.message : String(error);
      // The same reason twice a second helps nobody.
      if (failure !== this.#failure)
        this.logger.warn({ err: error }, 'ClickHouse does not answer; events wait in the queue');
      this.#failure = failure;
    }
  }

  async #migrate(): Promise<void> {
    const applied = await migrate(this.client);
    if (applied.length > 0) this.logger.info({ applied }, 'the schema was brought up to date');
    const retention = await applyRetention(this.client, this.config.retention);
    if (retention.length > 0) this.logger.info({ retention }, 'rows are now kept for so many days (0: for ever)');
    this.#isReady = true;
    this.#resolveReady();
  }
}
