import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { type ClickHouseClient, HOLD_POLL_MS, LOOK_LIFE_MS, isDeliveryHeld } from '@argus/clickhouse';
import type { Logger } from '@argus/telemetry';
import { ConsumptionService } from '../../consumption/consumption.service.js';
import { ClickHouseLink } from '../../storage/clickhouse-link.js';
import { CLICKHOUSE_WATCH, LOGGER } from '../../storage/tokens.js';

/** So long after an insert it is likely that another follows: it need not wait for a look of its own. */
const BUSY_MS = 5_000;
/** Who waits for a look waits no longer. */
const PATIENCE_MS = 5_000;

/**
 * Keeps delivery still while someone, on whichever machine, rebuilds or compares the aggregates, or makes a backup. Looks
 * before an insert, ahead of it while inserts follow one another, and while delivery is held until it is not; a gateway that
 * has nothing to insert does not look.
 */
@Injectable()
export class HoldWatcher implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stop = new AbortController();
  #watching: Promise<void> = Promise.resolve();
  #looking: Promise<void> | undefined;
  /** When the last look that was answered was sent. */
  #lookedMs = -Infinity;
  /** When something was last to be inserted. */
  #busyMs = -Infinity;
  #release: (() => void) | undefined;

  constructor(
    @Inject(CLICKHOUSE_WATCH) private readonly client: ClickHouseClient,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly link: ClickHouseLink,
    private readonly consumption: ConsumptionService,
  ) {}

  onModuleInit(): void {
    this.consumption.lookBy(() => this.#lookBeforeInsert());
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
      const isWanted = this.#release !== undefined || performance.now() - this.#busyMs < BUSY_MS;
      if (isWanted && this.link.isReady && this.link.isUp) await this.#look();
      await sleep(HOLD_POLL_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  async #lookBeforeInsert(): Promise<void> {
    this.#busyMs = performance.now();
    // The look that is under way may have been sent too long ago.
    for (let looks = 0; looks < 2 && performance.now() - this.#lookedMs > LOOK_LIFE_MS; looks++) await this.#look();
  }

  /** One at a time: an earlier answer must not come after a later one. */
  #look(): Promise<void> {
    this.#looking ??= this.#ask().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** An answer that does not come changes nothing: ClickHouse is away, and nothing is inserted either. */
  async #ask(): Promise<void> {
    const sentMs = performance.now();
    const patience = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(PATIENCE_MS)]);
    const isHeld = await isDeliveryHeld(this.client, patience).catch(() => undefined);
    if (isHeld === undefined) return;
    this.#lookedMs = sentMs;
    if (isHeld && !this.#release) {
      this.#release = this.consumption.hold();
      this.logger.info('delivery is held for a rebuild, a comparison or a backup; events wait in the queue');
    }
    if (!isHeld && this.#release) {
      this.#release();
      this.#release = undefined;
      this.logger.info('delivery goes on');
    }
  }
}
