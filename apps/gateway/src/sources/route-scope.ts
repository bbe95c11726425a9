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

/** The route that a POST is for, if it takes events. */
export const ingestionRoute = (route: string | undefined): '/events' | '/analytics' | undefined =>
  route === '/events' || route === '/analytics' ? route : undefined;

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
  if (method === 'POST' && ingestionRoute(route)) return 'ingest';
  return isAdministration(method, route, area) ? 'admin' : 'read';
}
