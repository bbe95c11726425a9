import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '@argus/config';
import { ProblemError } from '../../problem/problem-error.js';
import { CONFIG } from '../../storage/tokens.js';
import type { Sender } from '../ingest-request.type.js';
import { type BudgetState, EventBudgetStorage } from './event-budget.storage.js';

/** A client address may send for several sources: it has so many times the budget of one. */
const SOURCES_PER_ADDRESS = 5;

type Unit = 'events' | 'bytes';

/** One of those that a request draws on. */
export interface Budget {
  key: string;
  limit: number;
  unit: Unit;
}

/** What one request takes from the budgets. */
export type Cost = Record<Unit, number>;

/** Either how the tightest budget of events stands (undefined: they are not limited), or the budget that was spent. */
export type Taken = { tightest: BudgetState | undefined; refused?: undefined } | { refused: SpentBudget };

export type SpentBudget = BudgetState & { unit: Unit };

/** The budgets that a request draws on: those of its source, and that of the address it comes from. */
@Injectable()
export class Budgets {
  readonly #ttlMs: number;
  readonly #limit: number;
  readonly #bytes: number;

  constructor(
    @Inject(CONFIG) { throttle }: GatewayConfig,
    private readonly storage: EventBudgetStorage,
  ) {
    this.#ttlMs = throttle.ttlSeconds * 1_000;
    this.#limit = throttle.limit;
    this.#bytes = throttle.bytes;
  }

  /** The first budget that is spent already, taking nothing; undefined: the body may be read. */
  spent(budgets: readonly Budget[]): SpentBudget | undefined {
    for (const { key, limit, unit } of budgets) {
      const state = this.storage.peek(key, this.#ttlMs, limit);
      if (state.isSpent) return { ...state, unit };
    }
    return undefined;
  }

  /**
   * Takes what a request costs from every budget, overdrawing them if need be; from none where another gateway spent one
   * of them meanwhile. All at once: where budgets are shared, that is one way to Redis and back; where they lie in memory,
   * the answer is no promise.
   */
  take(budgets: readonly Budget[], cost: Cost): Taken | Promise<Taken> {
    const states = budgets.map(({ key, limit, unit }) => this.storage.take(key, cost[unit], this.#ttlMs, limit));
    if (states.some((state) => state instanceof Promise)) {
      return Promise.all(states).then((known) => this.#taken(budgets, known, cost));
    }
    return this.#taken(budgets, states as BudgetState[], cost);
  }

  #taken(budgets: readonly Budget[], states: readonly BudgetState[], cost: Cost): Taken {
    let tightest: BudgetState | undefined;
    let refused: SpentBudget | undefined;
    for (let at = 0; at < budgets.length; at++) {
      const state = states[at] as BudgetState;
      const { unit } = budgets[at] as Budget;
      if (state.isRefused) refused ??= { ...state, unit };
      if (unit === 'events' && (tightest === undefined || state.remaining < tightest.remaining)) tightest = state;
    }
    if (!refused) return { tightest };
    for (const [at, { key, unit }] of budgets.entries()) {
      if (!states[at]?.isRefused) this.storage.giveBack(key, cost[unit], this.#ttlMs);
    }
    return { refused };
  }

  /** The budgets that a request draws on: `address` is the client's. */
  of({ source, settings }: Sender, address: string): Budget[] {
    const limit = settings.throttle_limit ?? this.#limit;
    const bytes = settings.throttle_bytes ?? this.#bytes;
    const budgets: Budget[] = limit > 0 ? [{ key: `source ${source}`, limit, unit: 'events' }] : [];
    if (this.#limit > 0) {
      const ofAddress = Math.max(this.#limit, limit) * SOURCES_PER_ADDRESS;
      budgets.push({ key: `address ${address}`, limit: ofAddress, unit: 'events' });
    }
    if (bytes > 0) budgets.push({ key: `bytes ${source}`, limit: bytes, unit: 'bytes' });
    return budgets;
  }
}

/** 429, with the time until the budget is full again. */
export function budgetSpent({ limit, resetSeconds, unit }: SpentBudget): ProblemError {
  const detail = `The budget of ${limit} ${unit} is spent. Send again in ${resetSeconds} seconds.`;
  const headers = {
    'retry-after': String(resetSeconds),
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(resetSeconds),
  };
  return new ProblemError(429, 'Too Many Requests', detail, { headers });
}
