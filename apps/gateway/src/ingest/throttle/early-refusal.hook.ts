import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LedgerService } from '../../ledger/ledger.service.js';
import { isIngestion } from '../../sources/route-scope.js';
import type { SettingsStore } from '../../sources/settings-store.js';
import { readSender } from '../sender.js';
import { type Budgets, budgetSpent } from './budgets.js';

/** Refuses a sender whose budget is spent before the body is read: a flood must not cost its parsing. */
export function earlyRefusalHook(settings: SettingsStore, budgets: Budgets, ledger: LedgerService) {
  return async (request: FastifyRequest, _reply: FastifyReply): Promise<void> => {
    if (!isIngestion(request.method, request.routeOptions.url)) return;
    request.sender = readSender(request, settings);
    const spent = await budgets.spent(request.sender, request.ip);
    if (!spent) return;
    ledger.turnedAway(request.sender.source);
    throw budgetSpent(spent);
  };
}
