import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { InjectThrottlerOptions, ThrottlerGuard, type ThrottlerModuleOptions } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LedgerService } from '../../ledger/ledger.service.js';
import { senderOf } from '../sender.js';
import { isParsedBody } from '../body/parsed-body.js';
import { Budgets, budgetSpent } from './budgets.js';
import { EventBudgetStorage } from './event-budget.storage.js';

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
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const { req, res } = this.getRequestResponse(context) as { req: FastifyRequest; res: FastifyReply };
    const cost = isParsedBody(req.body) ? { events: req.body.count, bytes: req.body.bytes } : ONE_EVENT;
    const sender = senderOf(req);
    const spent = this.budgets.spent(sender, req.ip);
    const taken = spent ? { refused: spent } : await this.budgets.take(sender, req.ip, cost);
    if (taken.refused) {
      this.ledger.refused(sender.source, 'throttled', cost.events);
      throw budgetSpent(taken.refused);
    }
    const state = taken.tightest;
    if (state === undefined) return true;
    res.header('x-ratelimit-limit', state.limit);
    res.header('x-ratelimit-remaining', state.remaining);
    res.header('x-ratelimit-reset', state.resetSeconds);
    return true;
  }
}
