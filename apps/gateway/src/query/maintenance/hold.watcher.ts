import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type ClickHouseClient, HOLD_POLL_MS, isDeliveryHeld } from '@argus/clickhouse';
import type { Logger } from '@argus/telemetry';
import { ConsumptionService } from '../../consumption/consumption.service.js';
import { ClickHouseLink } from '../../storage/clickhouse-link.js';
import { CLICKHOUSE_WATCH, LOGGER } from '../../storage/tokens.js';

/** Keeps delivery still while someone, on whichever machine, rebuilds or compares the aggregates, or makes a backup. */
@Injectable()
export class HoldWatcher implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stop = new AbortController();
  #watching: Promise<void> = Promise.resolve();
  #release: (() => void) | undefined;

  constructor(
    @Inject(CLICKHOUSE_WATCH) private readonly client: ClickHouseClient,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly link: ClickHouseLink,
    private readonly consumption: ConsumptionService,
  ) {}

  onApplicationBootstrap(): void {
    this.#watching = this.#watch();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      if (this.link.isReady && this.link.isUp) await this.#look();
      await sleep(HOLD_POLL_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  /** An answer that does not come changes nothing: ClickHouse is away, and nothing is inserted either. */
  async #look(): Promise<void> {
    const isHeld = await isDeliveryHeld(this.client, this.#stop.signal).catch(() => undefined);
    if (isHeld === true && !this.#release) {
      this.#release = this.consumption.hold();
      this.logger.info('delivery is held for a rebuild, a comparison or a backup; events wait in the queue');
    }
    if (isHeld === false && this.#release) {
      this.#release();
      this.#release = undefined;
      this.logger.info('delivery goes on');
    }
  }
}
