import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { GatewayConfig } from '@argus/config';
import { Counter, Gauge, type Logger, type Registry } from '@argus/telemetry';
import { withPatience } from '../storage/patience.js';
import { CONFIG, LOGGER, REDIS, REGISTRY } from '../storage/tokens.js';
import type { RedisClient } from './redis-client.js';

/** After an answer that did not come, nobody asks but one look every so often. */
const LOOK_MS = 1_000;
const START_PATIENCE_MS = 2_000;
/** Needs what the product needs: that scripts run and may write. A Redis that is full, or a replica, answers a PING, too. */
const LOOK = {
  script: "return redis.call('SET', KEYS[1], 1, 'PX', ARGV[1])",
  keys: ['argus:look'],
  arguments: ['1000'],
};

/** Redis gave no answer. */
export class RedisAwayError extends Error {
  override name = 'RedisAwayError';
}

/**
 * The connection to the Redis that several gateways share, or none. Redis is never needed: whoever asks catches what `ask`
 * throws and decides alone. That it went away is logged once, and counted.
 */
@Injectable()
export class RedisLink implements OnModuleInit, OnApplicationShutdown {
  readonly #failures: Counter<'what'> | undefined;
  readonly #whenBack: (() => void)[] = [];
  /** Undefined until it is known for the first time. */
  #isAway: boolean | undefined;
  #lookAgain: NodeJS.Timeout | undefined;
  /** An answer that takes longer is given up: a request must not wait for a Redis that hangs. */
  readonly #patienceMs: number;

  constructor(
    /** For libraries that want one; undefined where nothing is shared. Others `ask`. */
    @Inject(REDIS) readonly client: RedisClient | undefined,
    @Inject(CONFIG) { redis }: Pick<GatewayConfig, 'redis'>,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(REGISTRY) registry: Registry,
  ) {
    this.#patienceMs = redis?.timeoutMs ?? 0;
    if (!client) return;
    client.on('ready', () => this.#back());
    client.on('error', (error: Error) => this.#away(error));
    this.#failures = new Counter({
      name: 'argus_redis_failures_total',
      help: 'Questions that this gateway decided alone, since Redis gave no answer.',
      labelNames: ['what'],
      registers: [registry],
    });
    const up: Gauge = new Gauge({
      name: 'argus_redis_up',
      help: 'Whether the Redis that gateways share answers: 1 or 0.',
      registers: [registry],
      collect: () => up.set(this.#isAway === false ? 1 : 0),
    });
  }

  /** Calls back whenever Redis can be reached again, the first time included. */
  whenBack(callback: () => void): void {
    this.#whenBack.push(callback);
  }

  /** Waits a moment for the first connection, so that a gateway that starts does not decide its first requests alone. */
  async onModuleInit(): Promise<void> {
    if (!this.client) return;
    const connected = this.client.connect().catch((error: Error) => this.#away(error));
    await withPatience(START_PATIENCE_MS, () => connected).catch(() => {});
  }

  onApplicationShutdown(): void {
    clearTimeout(this.#lookAgain);
    this.client?.destroy();
  }

  /** Asks Redis. `what` names the question in metrics. Throws RedisAwayError at once while Redis is known to be away. */
  async ask<T>(what: string, question: (client: RedisClient) => Promise<T>): Promise<T> {
    const client = this.client;
    if (!client?.isReady || this.#isAway) throw this.#failed(what, 'it is away');
    try {
      return await withPatience(this.#patienceMs, () => question(client));
    } catch (error) {
      this.#away(error as Error);
      throw this.#failed(what, (error as Error).message);
    }
  }

  /** One that lost its connection is looked for by its client, which says so once it has another. */
  async #look(): Promise<void> {
    const client = this.client;
    if (!client?.isReady) return;
    try {
      await withPatience(this.#patienceMs, () => client.eval(LOOK.script, LOOK));
      this.#back();
    } catch {
      this.#lookLater();
    }
  }

  #lookLater(): void {
    clearTimeout(this.#lookAgain);
    this.#lookAgain = setTimeout(() => void this.#look(), LOOK_MS).unref();
  }

  #failed(what: string, reason: string): RedisAwayError {
    this.#failures?.inc({ what });
    return new RedisAwayError(`Redis gave no answer: ${reason}`);
  }

  #away(error: Error): void {
    if (this.#isAway !== true) this.logger.warn({ reason: error.message }, 'Redis is away; this gateway decides alone');
    this.#isAway = true;
    this.#lookLater();
  }

  #back(): void {
    if (this.#isAway === false) return;
    this.#isAway = false;
    this.logger.info('Redis answers; budgets and event ids are shared');
    for (const callback of this.#whenBack) callback();
  }
}
