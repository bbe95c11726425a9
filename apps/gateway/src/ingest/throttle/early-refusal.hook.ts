import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LedgerService } from '../../ledger/ledger.service.js';
import { isIngestion } from '../../sources/route-scope.js';
import type { SettingsStore } from '../../sources/settings-store.js';
import { readSender } from '../sender.js';
import { type Budgets, budgetSpent } from './budgets.js';

/** Refuses a sender whose budget is spent before the body is read: a flood must not cost its parsing. */
export function earlyRefusalHook(settings: SettingsStore, budgets: Budgets, ledger: LedgerService) {
  const refusalOf = (request: FastifyRequest): Error | undefined => {
    try {
      request.sender = readSender(request, settings);
      const spent = budgets.spent(request.sender, request.ip);
      if (!spent) return undefined;
      ledger.turnedAway(request.sender.source);
      return budgetSpent(spent);
    } catch (error) {
      return error as Error;
    }
  };
  return (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    done(isIngestion(request.method, request.routeOptions.url) ? refusalOf(request) : undefined);
  };
}
