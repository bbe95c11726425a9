import { type RateLimiterAbstract, RateLimiterRedis } from 'rate-limiter-flexible';
import type { RedisLink } from '../../redis/redis-link.js';
import { type BudgetState, EventBudgetStorage, stateOf } from './event-budget.storage.js';
import { GroupTake } from './group-take.js';

/** Budgets that are known to be spent: a flood of new names must not fill the memory. */
const MAX_KNOWN = 10_000;
/** Points are not given back when the period ends within so many milliseconds: the next one must not begin with a gift. */
const LAST_MS = 250;

interface Spent {
  consumed: number;
  untilMs: number;
}

/**
 * Budgets that several gateways share through Redis. A request takes its points in one round trip, and whoever finds the
 * budget spent gives them back: a budget that is spent stays so, hence each decision is exact. That a budget is spent is
 * remembered until its period ends, so a flood costs Redis nothing. While Redis is away each gateway has the whole budget
 * in its own memory.
 */
export class SharedBudgetStorage extends EventBudgetStorage {
  readonly #redis: RedisLink;
  readonly #shared = new Map<number, RateLimiterAbstract>();
  readonly #groups = new Map<string, GroupTake>();
  readonly #spent = new Map<string, Spent>();

  constructor(redis: RedisLink) {
    super();
    this.#redis = redis;
  }

  /** What is known here, without asking. */
  override peek(key: string, ttlMs: number, limit: number): BudgetState {
    const spent = this.#spent.get(key);
    if (!spent) return stateOf(0, limit, ttlMs);
    const leftMs = spent.untilMs - Date.now();
    if (leftMs > 0) return stateOf(spent.consumed, limit, leftMs);
    this.#spent.delete(key);
    return stateOf(0, limit, ttlMs);
  }

  override async take(key: string, points: number, ttlMs: number, limit: number): Promise<BudgetState> {
    try {
      const { consumedPoints, msBeforeNext, isRefused } = await this.#group(key, ttlMs).take(points, limit);
      const state = stateOf(consumedPoints, limit, msBeforeNext);
      if (state.isSpent) this.#remember(key, { consumed: consumedPoints, untilMs: Date.now() + msBeforeNext });
      return isRefused ? { ...state, isRefused } : state;
    } catch {
      // Counted and logged by the link.
      const own = super.peek(key, ttlMs, limit);
      return own.isSpent ? { ...own, isRefused: true } : super.take(key, points, ttlMs, limit);
    }
  }

  override giveBack(key: string, points: number, ttlMs: number): void {
    this.#spent.delete(key);
    this.#redis.ask('budget', () => this.#limiter(ttlMs).reward(key, points)).catch(() => {});
  }

  #group(key: string, ttlMs: number): GroupTake {
    const known = this.#groups.get(key);
    if (known) return known;
    const made = new GroupTake({
      ask: (points) => this.#redis.ask('budget', () => this.#limiter(ttlMs).penalty(key, points)),
      giveBack: (points, msBeforeNext) => {
        if (msBeforeNext > LAST_MS) this.giveBack(key, points, ttlMs);
      },
      idle: () => this.#groups.delete(key),
    });
    this.#groups.set(key, made);
    return made;
  }

  #remember(key: string, spent: Spent): void {
    if (this.#spent.size >= MAX_KNOWN) this.#spent.clear();
    this.#spent.set(key, spent);
  }

  #limiter(ttlMs: number): RateLimiterAbstract {
    const known = this.#shared.get(ttlMs);
    if (known) return known;
    const made = new RateLimiterRedis({
      storeClient: this.#redis.client,
      useRedisPackage: true,
      keyPrefix: `argus:budget:${ttlMs}`,
      points: Number.MAX_SAFE_INTEGER,
      duration: ttlMs / 1_000,
    });
    this.#shared.set(ttlMs, made);
    return made;
  }
}
