import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';

/** How a budget stands. */
export interface BudgetState {
  limit: number;
  remaining: number;
  /** Seconds until the period ends, rounded up. */
  resetSeconds: number;
  isSpent: boolean;
  /** Only after a take: others spent the budget meanwhile, and nothing was taken. */
  isRefused?: true;
}

interface Consumed {
  points: number;
  /** Milliseconds since the epoch. */
  untilMs: number;
}

/** So many budgets are remembered before those are dropped whose period is over. */
const SWEEP_FROM = 1_024;

type StorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000));

/**
 * Budgets of points, in memory or in whatever store of rate-limiter-flexible is made here: the throttler's own storage
 * counts one hit at a time and keeps a timer for each. A budget may be overdrawn by the request that finds some of it left.
 */
@Injectable()
export class EventBudgetStorage implements ThrottlerStorage {
  readonly #limiters = new Map<number, RateLimiterAbstract>();
  readonly #last = new Map<string, Consumed>();
  #sweepAt = SWEEP_FROM;

  /**
   * How the budget stands, taking nothing. `ttlMs`: the period. Synchronous, by what the last take answered: it is asked
   * twice for every request, and a promise each cost as much as judging an event.
   */
  peek(key: string, ttlMs: number, limit: number): BudgetState {
    const last = this.#last.get(key);
    const leftMs = last === undefined ? 0 : last.untilMs - Date.now();
    return last !== undefined && leftMs > 0 ? stateOf(last.points, limit, leftMs) : stateOf(0, limit, ttlMs);
  }

  /** Takes points, also beyond what is left. */
  async take(key: string, points: number, ttlMs: number, limit: number): Promise<BudgetState> {
    const { consumedPoints, msBeforeNext } = await this.#limiter(ttlMs).penalty(key, points);
    this.#remember(key, consumedPoints, Date.now() + msBeforeNext);
    return stateOf(consumedPoints, limit, msBeforeNext);
  }

  /** Gives points back that were taken for a request which another budget refused. In memory none are. */
  giveBack(_key: string, _points: number, _ttlMs: number): void {}

  /** One hit, as the throttler's own guard takes it. */
  async increment(key: string, ttl: number, limit: number): Promise<StorageRecord> {
    const { consumedPoints, msBeforeNext } = await this.#limiter(ttl).penalty(key, 1);
    const timeToExpire = seconds(msBeforeNext);
    const isBlocked = consumedPoints > limit;
    return { totalHits: consumedPoints, timeToExpire, isBlocked, timeToBlockExpire: isBlocked ? timeToExpire : 0 };
  }

  #remember(key: string, points: number, untilMs: number): void {
    const last = this.#last.get(key);
    if (last !== undefined) {
      last.points = points;
      last.untilMs = untilMs;
      return;
    }
    this.#last.set(key, { points, untilMs });
    if (this.#last.size < this.#sweepAt) return;
    const nowMs = Date.now();
    for (const [known, state] of this.#last) if (state.untilMs <= nowMs) this.#last.delete(known);
    this.#sweepAt = Math.max(SWEEP_FROM, this.#last.size * 2);
  }

  /** A limiter has one period; its points are given with each call, since every source may have its own limit. */
  #limiter(ttlMs: number): RateLimiterAbstract {
    const known = this.#limiters.get(ttlMs);
    if (known) return known;
    const made = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: ttlMs / 1_000 });
    this.#limiters.set(ttlMs, made);
    return made;
  }
}

/** A budget of which so many points are consumed. Pure. */
export function stateOf(consumed: number, limit: number, msBeforeNext: number): BudgetState {
  const remaining = Math.max(0, limit - consumed);
  return { limit, remaining, resetSeconds: seconds(msBeforeNext), isSpent: remaining === 0 };
}
