import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LedgerService } from '../../ledger/ledger.service.js';
import type { SettingsStore } from '../../sources/settings-store.js';
import { readSender } from '../sender.js';
import { type Budget, type Budgets, budgetSpent } from './budgets.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What an ingestion request draws on; put there before its body is read. */
    budgets: readonly Budget[] | undefined;
  }
}

/** Refuses a sender whose budget is spent before the body is read: a flood must not cost its parsing. */
export function earlyRefusalHook(settings: SettingsStore, budgets: Budgets, ledger: LedgerService) {
  const refusalOf = (request: FastifyRequest): Error | undefined => {
    try {
      request.sender = readSender(request, settings);
      request.budgets = budgets.of(request.sender, request.ip);
      const spent = budgets.spent(request.budgets);
      if (!spent) return undefined;
      ledger.turnedAway(request.sender.source);
      return budgetSpent(spent);
    } catch (error) {
      return error as Error;
    }
  };
  return (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    done(request.ingestion ? refusalOf(request) : undefined);
  };
}
