import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '@argus/config';
import { ProblemError } from '../../problem/problem-error.js';
import { CONFIG } from '../../storage/tokens.js';
import type { Sender } from '../ingest-request.type.js';
import { type BudgetState, EventBudgetStorage } from './event-budget.storage.js';

/** A client address may send for several sources: it has so many times the budget of one. */
const SOURCES_PER_ADDRESS = 5;

/** The budgets that a request draws on: that of its source, and that of the address it comes from. */
@Injectable()
export class Budgets {
  readonly #ttlMs: number;
  readonly #limit: number;

  constructor(
    @Inject(CONFIG) { throttle }: GatewayConfig,
    private readonly storage: EventBudgetStorage,
  ) {
    this.#ttlMs = throttle.ttlSeconds * 1_000;
    this.#limit = throttle.limit;
  }

  /** The tighter budget where one is spent already, taking nothing; undefined: the body may be read. */
  async spent(sender: Sender, address: string): Promise<BudgetState | undefined> {
    for (const { key, limit } of this.#of(sender, address)) {
      const state = await this.storage.peek(key, this.#ttlMs, limit);
      if (state.isSpent) return state;
    }
    return undefined;
  }

  /** Takes as many points as events from both budgets, overdrawing them if need be; undefined: nothing is limited. */
  async take(sender: Sender, address: string, events: number): Promise<BudgetState | undefined> {
    let tightest: BudgetState | undefined;
    for (const { key, limit } of this.#of(sender, address)) {
      const state = await this.storage.take(key, events, this.#ttlMs, limit);
      if (tightest === undefined || state.remaining < tightest.remaining) tightest = state;
    }
    return tightest;
  }

  #of({ source, settings }: Sender, address: string): { key: string; limit: number }[] {
    const limit = settings.throttle_limit ?? this.#limit;
    const budgets = limit > 0 ? [{ key: `source ${source}`, limit }] : [];
    if (this.#limit > 0) {
      budgets.push({ key: `address ${address}`, limit: Math.max(this.#limit, limit) * SOURCES_PER_ADDRESS });
    }
    return budgets;
  }
}

/** 429, with the time until the budget is full again. */
export function budgetSpent({ limit, resetSeconds }: BudgetState): ProblemError {
  const detail = `The budget of ${limit} events is spent. Send again in ${resetSeconds} seconds.`;
  const headers = {
    'retry-after': String(resetSeconds),
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(resetSeconds),
  };
  return new ProblemError(429, 'Too Many Requests', detail, { headers });
}
