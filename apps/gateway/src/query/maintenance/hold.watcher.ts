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
import { withPatience } from '../../storage/patience.js';
import { CLICKHOUSE_DELIVERY, LOGGER } from '../../storage/tokens.js';

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
  /** When the last look that was answered was sent, by a clock that never steps and by one that goes on while the machine sleeps. */
  #looked = { steadyMs: -Infinity, wallMs: -Infinity };
  /** When something was last to be inserted. */
  #busyMs = -Infinity;
  #release: (() => void) | undefined;

  constructor(
    @Inject(CLICKHOUSE_DELIVERY) private readonly client: ClickHouseClient,
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

  /** Answers whether it is known of this moment; what is found out is said to consumption. */
  async #lookBeforeInsert(): Promise<boolean> {
    this.#busyMs = performance.now();
    if (!this.#isFresh) await this.#look();
    // The look that was under way may have been sent too long ago.
    if (!this.#isFresh) await this.#look();
    return this.#isFresh;
  }

  get #isFresh(): boolean {
    const { steadyMs, wallMs } = this.#looked;
    return performance.now() - steadyMs < LOOK_LIFE_MS && Math.abs(Date.now() - wallMs) < LOOK_LIFE_MS;
  }

  /** One at a time: an earlier answer must not come after a later one. */
  #look(): Promise<void> {
    this.#looking ??= this.#ask().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** An answer that does not come changes nothing but that nothing is inserted. */
  async #ask(): Promise<void> {
    const sent = { steadyMs: performance.now(), wallMs: Date.now() };
    const ask = (signal: AbortSignal) => isDeliveryHeld(this.client, signal);
    const isHeld = await withPatience(PATIENCE_MS, ask, this.#stop.signal).catch(() => undefined);
    if (isHeld === undefined) return;
    this.#looked = sent;
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
