import type { Scope } from './scope.type.js';

/** The first part of every route that answers with data or takes it; pages, docs and health are open. */
const PROTECTED = new Set([
  'admin',
  'analytics',
  'errors',
  'events',
  'live',
  'metrics',
  'outcomes',
  'query',
  'sessions',
  'sources',
  'storage',
  'tracking-plan',
  'users',
]);

/** Routes that take events. */
export const isIngestion = (method: string, route: string | undefined): boolean =>
  method === 'POST' && (route === '/events' || route === '/analytics');

/** Routes that are administration, whatever the method reads like. */
function isAdministration(method: string, route: string, area: string): boolean {
  if (area === 'admin' || area === 'users' || route === '/errors/replay') return true;
  return ['tracking-plan', 'sources'].includes(area) && method !== 'GET' && method !== 'HEAD';
}

/** The scope that a route needs while keys are in use; undefined: open to everybody. Pure. */
export function scopeOf(method: string, route: string | undefined): Scope | undefined {
  if (route === undefined) return undefined;
  const area = route.split('/')[1] ?? '';
  if (!PROTECTED.has(area)) return undefined;
  if (isIngestion(method, route)) return 'ingest';
  return isAdministration(method, route, area) ? 'admin' : 'read';
}
