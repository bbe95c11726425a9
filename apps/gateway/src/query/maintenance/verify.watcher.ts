import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type ClickHouseClient, holdDelivery, verify } from '@argus/clickhouse';
import type { GatewayConfig } from '@argus/config';
import { Gauge, type Logger, type Registry } from '@argus/telemetry';
import { ClickHouseLink } from '../../storage/clickhouse-link.js';
import { CLICKHOUSE_DELIVERY, CLOCK, type Clock, CONFIG, LOGGER, REGISTRY } from '../../storage/tokens.js';

/** Compares recent buckets of every aggregate with the raw events every few minutes: a metric that must stay 0. */
@Injectable()
export class VerifyWatcher implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stop = new AbortController();
  readonly #differences: Gauge;
  readonly #verifiedAt: Gauge;
  #watching: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CLICKHOUSE_DELIVERY) private readonly client: ClickHouseClient,
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly link: ClickHouseLink,
    @Inject(REGISTRY) registry: Registry,
  ) {
    const registers = [registry];
    this.#differences = new Gauge({
      name: 'argus_aggregate_differences',
      help: 'Buckets that closed lately in which an aggregate differs from the raw events; must stay 0.',
      registers,
    });
    this.#verifiedAt = new Gauge({
      name: 'argus_aggregates_verified_timestamp_seconds',
      help: 'When the aggregates were last compared with the raw events.',
      registers,
    });
  }

  onApplicationBootstrap(): void {
    if (this.config.verifyIntervalSeconds > 0) this.#watching = this.#watch();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await sleep(this.config.verifyIntervalSeconds * 1000, undefined, { signal }).catch(() => {});
      if (!signal.aborted && this.link.isUp && this.link.isReady) await this.#compare();
    }
  }

  async #compare(): Promise<void> {
    const nowSecond = Math.floor(this.clock() / 1000);
    try {
      const hold = holdDelivery(this.client, `verify ${process.pid}`);
      const found = await verify(this.client, { nowSecond, recentOnly: true, hold });
      this.#differences.set(found.length);
      this.#verifiedAt.set(nowSecond);
      if (found.length > 0) {
        const differences = found.slice(0, 10);
        this.logger.error(
          { differences, count: found.length },
          'aggregates differ from the raw events; run npm run rebuild',
        );
      }
    } catch (error) {
      if (!this.#stop.signal.aborted)
        this.logger.warn({ err: error }, 'the aggregates could not be compared this time');
    }
  }
}
