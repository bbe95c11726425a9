import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { GatewayConfig } from '@argus/config';
import { LedgerService } from '../ledger/ledger.service.js';
import { Access } from '../sources/access.js';
import { accessHook } from '../sources/access.hook.js';
import { isLoopback } from '../sources/address.js';
import { markIngestion } from '../sources/mark-ingestion.js';
import { addSecurityHeaders } from '../sources/security-headers.js';
import { SettingsStore } from '../sources/settings-store.js';
import { CONFIG } from '../storage/tokens.js';
import { BodyRoom } from './body/body-room.js';
import { boundBodies } from './body/body-room.hooks.js';
import { registerBodyParsers } from './body/register-body-parsers.js';
import { Budgets } from './throttle/budgets.js';
import { earlyRefusalHook } from './throttle/early-refusal.hook.js';

/** Installs what happens before a controller: who calls, whether their budget is spent, whether there is room, and how bodies are read. */
export function prepareIngestion(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const { host } = app.get<GatewayConfig>(CONFIG);
  const settings = app.get(SettingsStore);
  markIngestion(fastify);
  fastify.decorateRequest('caller', undefined);
  fastify.decorateRequest('sender', undefined);
  fastify.decorateRequest('budgets', undefined);
  addSecurityHeaders(fastify);
  fastify.addHook('onRequest', accessHook({ access: app.get(Access), settings, isOpen: !isLoopback(host) }));
  fastify.addHook('onRequest', earlyRefusalHook(settings, app.get(Budgets), app.get(LedgerService)));
  boundBodies(fastify, app.get(BodyRoom));
  registerBodyParsers(fastify);
}
