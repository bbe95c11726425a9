import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '@argus/config';
import type { Queue } from '@argus/queue';
import { CONFIG, QUEUE } from '../storage/tokens.js';
import { CLAIM, CLAIM_SCRIPT, RELEASE_SCRIPT } from './claim.scripts.js';
import { Confirmations } from './confirmations.js';
import { RedisLink } from './redis-link.js';
import { type SharedId, checksumText, redisKey } from './shared-id.js';

/** How long a claim stands that is neither confirmed nor released: longer than a gateway takes to start again. */
const LEASE_MS = 60_000;
/** Another gateway that has the same ids in hand is usually done after one flush of its disk. */
const RETRIES = 5;
const RETRY_MS = 40;

/** `undecided`: another gateway claimed the id and has not said yet whether it stored the event. */
export type SharedVerdict = keyof typeof CLAIM;

const VERDICTS = Object.keys(CLAIM) as SharedVerdict[];

/**
 * The ids that several gateways remember together, in Redis, beside each gateway's own index. An id is claimed before the
 * event is written to the queue and confirmed after it; see claim.scripts.ts. While Redis is away a gateway knows its own
 * ids only, and tells Redis of them afterwards.
 */
@Injectable()
export class SharedClaims {
  readonly isOn: boolean;
  readonly #life = randomUUID();
  readonly #confirmations: Confirmations;
  #isRecovered = false;
  #isPublished = false;

  constructor(
    @Inject(CONFIG) { redis: settings }: GatewayConfig,
    @Inject(QUEUE) private readonly queue: Pick<Queue, 'id'>,
    private readonly redis: RedisLink,
  ) {
    this.isOn = settings !== undefined;
    this.#confirmations = new Confirmations(redis, settings?.dedupMs ?? 0);
    redis.whenBack(() => {
      this.#isPublished = false;
      void this.#publish();
    });
  }

  /** At start: these ids are in the queue from an earlier life, which may have died before it said so. */
  restore(ids: readonly SharedId[]): void {
    if (this.isOn) this.#confirmations.add(ids);
  }

  /** All that the queue held is restored: what else earlier lives had claimed was never stored. */
  recovered(): void {
    this.#isRecovered = true;
  }

  /** Claims ids; where Redis is away all of them are `mine`. */
  async claim(ids: readonly SharedId[]): Promise<SharedVerdict[]> {
    if (!this.#isPublished && !(await this.#publish())) return ids.map(() => 'mine');
    for (let attempt = 1; ; attempt++) {
      const verdicts = await this.#claimOnce(ids);
      if (attempt > RETRIES || !verdicts.includes('undecided')) return verdicts;
      await sleep(RETRY_MS);
    }
  }

  /** The events with these ids are on disk. */
  confirm(ids: readonly SharedId[]): void {
    if (ids.length === 0) return;
    this.#confirmations.add(ids);
    void this.#confirmations.flush();
  }

  /** The events with these ids were not stored after all; a release that gets lost costs the sender a minute. */
  release(ids: readonly SharedId[]): void {
    if (ids.length === 0) return;
    const args = [this.queue.id, this.#life];
    this.redis
      .ask('release', (client) => client.eval(RELEASE_SCRIPT, { keys: ids.map(redisKey), arguments: args }))
      .catch(() => {});
  }

  async #claimOnce(ids: readonly SharedId[]): Promise<SharedVerdict[]> {
    const args = [this.queue.id, this.#life, String(LEASE_MS), ...ids.map(checksumText)];
    try {
      const answer = await this.redis.ask('claim', (client) =>
        client.eval(CLAIM_SCRIPT, { keys: ids.map(redisKey), arguments: args }),
      );
      return (answer as number[]).map((verdict) => VERDICTS[verdict] ?? 'mine');
    } catch {
      return ids.map(() => 'mine');
    }
  }

  /** Confirms what is known, then opens this life: before that none of its claims could be told from an earlier one's. */
  async #publish(): Promise<boolean> {
    if (!this.#isRecovered || !(await this.#confirmations.flush())) return false;
    try {
      await this.redis.ask('life', (client) => client.set(`argus:life:${this.queue.id}`, this.#life));
      this.#isPublished = true;
    } catch {
      return false;
    }
    return true;
  }
}
