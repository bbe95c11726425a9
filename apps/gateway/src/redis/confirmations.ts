import { CONFIRM_SCRIPT } from './claim.scripts.js';
import type { RedisLink } from './redis-link.js';
import { type SharedId, checksumText, redisKey } from './shared-id.js';

/** Ids of one message: a script keeps everybody else waiting while it runs. */
const MESSAGE_IDS = 1_000;
/** What waits for a Redis that is away, at most: some 20 MB. The oldest are given up first. */
const MOST_WAITING = 200_000;

/**
 * Tells Redis which ids are on disk, in groups and after the answer: nobody waits for it, since the claim stands until
 * then. What Redis did not take is told again when it is back.
 */
export class Confirmations {
  #waiting: SharedId[] = [];
  #sending: Promise<boolean> | undefined;

  constructor(
    private readonly redis: Pick<RedisLink, 'ask'>,
    private readonly keepMs: number,
  ) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  add(ids: readonly SharedId[]): void {
    for (const id of ids) this.#waiting.push(id);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.splice(0, this.#waiting.length - MOST_WAITING);
  }

  /** Sends what waits; false where Redis is away. */
  flush(): Promise<boolean> {
    this.#sending ??= this.#send().finally(() => (this.#sending = undefined));
    return this.#sending;
  }

  async #send(): Promise<boolean> {
    while (this.#waiting.length > 0) {
      const message = this.#waiting.splice(0, MESSAGE_IDS);
      const args = [String(this.keepMs), ...message.map(checksumText)];
      try {
        await this.redis.ask('confirm', (client) =>
          client.eval(CONFIRM_SCRIPT, { keys: message.map(redisKey), arguments: args }),
        );
      } catch {
        this.#waiting = [...message, ...this.#waiting];
        return false;
      }
    }
    return true;
  }
}
