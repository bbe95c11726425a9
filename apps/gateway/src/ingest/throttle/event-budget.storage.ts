import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';

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
 * Budgets of points in memory: the throttler's own storage counts one hit at a time, and keeps a timer for each. A budget may
 * be overdrawn by the request that finds some of it left. Nothing here is a promise: each cost as much as judging an event.
 */
@Injectable()
export class EventBudgetStorage implements ThrottlerStorage {
  readonly #consumed = new Map<string, Consumed>();
  #sweepAt = SWEEP_FROM;

  /** How the budget stands, taking nothing. `ttlMs`: the period, which begins with the first take. */
  peek(key: string, ttlMs: number, limit: number): BudgetState {
    const known = this.#consumed.get(key);
    const leftMs = known === undefined ? 0 : known.untilMs - Date.now();
    return known !== undefined && leftMs > 0 ? stateOf(known.points, limit, leftMs) : stateOf(0, limit, ttlMs);
  }

  /** Takes points, also beyond what is left. */
  take(key: string, points: number, ttlMs: number, limit: number): BudgetState | Promise<BudgetState> {
    const { points: consumed, untilMs } = this.#add(key, points, ttlMs);
    return stateOf(consumed, limit, untilMs - Date.now());
  }

  /** Gives points back that were taken for a request which another budget refused. In memory none are. */
  giveBack(_key: string, _points: number, _ttlMs: number): void {}

  /** One hit, as the throttler's own guard takes it. */
  increment(key: string, ttl: number, limit: number): Promise<StorageRecord> {
    const { points: totalHits, untilMs } = this.#add(key, 1, ttl);
    const timeToExpire = seconds(untilMs - Date.now());
    const isBlocked = totalHits > limit;
    const timeToBlockExpire = isBlocked ? timeToExpire : 0;
    return Promise.resolve({ totalHits, timeToExpire, isBlocked, timeToBlockExpire });
  }

  #add(key: string, points: number, ttlMs: number): Consumed {
    const nowMs = Date.now();
    let known = this.#consumed.get(key);
    if (known === undefined) {
      this.#sweep(nowMs);
      known = { points: 0, untilMs: nowMs + ttlMs };
      this.#consumed.set(key, known);
    } else if (known.untilMs <= nowMs) {
      known.points = 0;
      known.untilMs = nowMs + ttlMs;
    }
    known.points += points;
    return known;
  }

  /** Drops the budgets whose period is over, once there are twice as many as after the last time. */
  #sweep(nowMs: number): void {
    if (this.#consumed.size < this.#sweepAt) return;
    for (const [key, { untilMs }] of this.#consumed) if (untilMs <= nowMs) this.#consumed.delete(key);
    this.#sweepAt = Math.max(SWEEP_FROM, this.#consumed.size * 2);
  }
}

/** A budget of which so many points are consumed. Pure. */
export function stateOf(consumed: number, limit: number, msBeforeNext: number): BudgetState {
  const remaining = Math.max(0, limit - consumed);
  return { limit, remaining, resetSeconds: seconds(msBeforeNext), isSpent: remaining === 0 };
}
