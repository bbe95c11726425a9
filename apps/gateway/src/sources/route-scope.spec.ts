import { describe, expect, it } from '@jest/globals';
import { scopeOf } from './route-scope.js';
import { permits } from './scope.type.js';

describe('scopeOf', () => {
  it.each([
    ['POST', '/events', 'ingest'],
    ['POST', '/analytics', 'ingest'],
    ['GET', '/events', 'read'],
    ['GET', '/events/:event_id', 'read'],
    ['GET', '/analytics/overview', 'read'],
    ['POST', '/query', 'read'],
    ['GET', '/metrics', 'read'],
    ['GET', '/outcomes', 'read'],
    ['GET', '/tracking-plan', 'read'],
    ['PUT', '/tracking-plan/:category/:name', 'admin'],
    ['DELETE', '/sources/:source', 'admin'],
    ['POST', '/errors/replay', 'admin'],
    ['PATCH', '/admin/consumption', 'admin'],
    ['GET', '/admin/consumption', 'admin'],
    ['GET', '/admin/erasures/:job_id', 'admin'],
    ['DELETE', '/users/:user_id', 'admin'],
    ['GET', '/storage', 'read'],
    ['GET', '/health/ready', undefined],
    ['GET', '/', undefined],
    ['GET', '/dashboard/*', undefined],
    ['GET', '/openapi.json', undefined],
    ['GET', undefined, undefined],
  ])('[B7] %s %s needs %s', (method, route, scope) => {
    expect(scopeOf(method, route)).toBe(scope);
  });
});

describe('permits', () => {
  it('[B7] keeps sending and reading apart; administration includes reading', () => {
    expect(permits(['ingest'], 'read')).toBe(false);
    expect(permits(['read'], 'ingest')).toBe(false);
    expect(permits(['admin'], 'read')).toBe(true);
    expect(permits(['admin'], 'ingest')).toBe(false);
    expect(permits(['read', 'ingest'], 'admin')).toBe(false);
  });
});
