import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { InjectThrottlerOptions, ThrottlerGuard, type ThrottlerModuleOptions } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LedgerService } from '../../ledger/ledger.service.js';
import { senderOf } from '../sender.js';
import { isParsedBody } from '../body/parsed-body.js';
import { type Budget, Budgets, type Cost, type Taken, budgetSpent } from './budgets.js';
import { type BudgetState, EventBudgetStorage } from './event-budget.storage.js';

/** An event in the address: it has no body. */
const ONE_EVENT = { events: 1, bytes: 0 };

/**
 * Throttles by events instead of requests, and by source as well as by address. The base class knows one point a hit and
 * sends `Retry-After-<name>` for throttlers with a name; here the headers are the plain ones that clients look for.
 */
@Injectable()
export class EventsThrottlerGuard extends ThrottlerGuard {
  @Inject(Budgets) private readonly budgets!: Budgets;
  @Inject(LedgerService) private readonly ledger!: LedgerService;

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    storage: EventBudgetStorage,
    reflector: Reflector,
  ) {
    super(options, storage, reflector);
  }

  /**
   * Straight to the budgets: the base class looks six kinds of metadata up and awaits each setting, for every request,
   * which cost more than validating the event; there is one throttler here, and its settings are those of the source.
   */
  override canActivate(context: ExecutionContext): Promise<boolean> {
    // Nest takes a plain boolean just as well, which the base class does not say: a promise for each request costs more
    // than the budgets themselves.
    return this.#decide(context) as Promise<boolean>;
  }

  #decide(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { body } = request;
    const cost = isParsedBody(body) ? { events: body.count, bytes: body.bytes } : ONE_EVENT;
    const sender = senderOf(request);
    const budgets = request.budgets ?? this.budgets.of(sender, request.ip);
    const put = (state: BudgetState | undefined): boolean => {
      for (const [name, value] of rateLimitHeaders(state)) reply.header(name, value);
      return true;
    };
    const admitted = this.admit(sender.source, budgets, cost);
    return admitted instanceof Promise ? admitted.then(put) : put(admitted);
  }

  /**
   * Takes what a request costs; answers how the tightest budget of events stands then, undefined where they are not
   * limited. Throws ProblemError 429 where one is spent.
   */
  admit(
    source: string,
    budgets: readonly Budget[],
    cost: Cost,
  ): BudgetState | undefined | Promise<BudgetState | undefined> {
    const spent = this.budgets.spent(budgets);
    const taken = spent ? { refused: spent } : this.budgets.take(budgets, cost);
    if (!(taken instanceof Promise)) return this.#tightest(taken, source, cost.events);
    return taken.then((known) => this.#tightest(known, source, cost.events));
  }

  #tightest(taken: Taken, source: string, events: number): BudgetState | undefined {
    if (!taken.refused) return taken.tightest;
    this.ledger.refused(source, 'throttled', events);
    throw budgetSpent(taken.refused);
  }
}

/** The usual headers of rate limits; none where events are not limited. Pure. */
export function rateLimitHeaders(state: BudgetState | undefined): (readonly [name: string, value: string])[] {
  if (state === undefined) return [];
  return [
    ['x-ratelimit-limit', String(state.limit)],
    ['x-ratelimit-remaining', String(state.remaining)],
    ['x-ratelimit-reset', String(state.resetSeconds)],
  ];
}
