import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from '@argus/telemetry';
import { ClickHouseLink } from '../storage/clickhouse-link.js';
import { LOGGER } from '../storage/tokens.js';
import { DELIVERY } from './tokens.js';
import type { Delivery } from './wire-delivery.js';

/** How long a stop waits for the insert in flight; what is abandoned then is finished by the next life. */
const FAREWELL_MS = 3_000;
/** After a fault that nobody foresaw. */
const RESTART_MS = 1_000;

/** Starts delivery when ClickHouse was reached once, and stops it when the gateway stops. */
@Injectable()
export class DeliveryService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DELIVERY) private readonly delivery: Delivery,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly link: ClickHouseLink,
  ) {}

  onApplicationBootstrap(): void {
    this.#running = this.#run(this.#stop.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort(new Error('the gateway stops'));
    await Promise.race([this.#running, sleep(FAREWELL_MS, undefined, { ref: false })]);
    await this.delivery.destroy();
  }

  /** A fault of ours must not end delivery for good: it starts again from what the queue says. */
  async #run(signal: AbortSignal): Promise<void> {
    await Promise.race([this.link.whenReady(), new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    while (!signal.aborted) {
      try {
        await this.delivery.run(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.logger.error({ err: error }, 'delivery failed and starts again');
        await sleep(RESTART_MS, undefined, { signal }).catch(() => {});
      }
    }
  }
}
