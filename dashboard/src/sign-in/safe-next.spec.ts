import { expect, it } from '@jest/globals';
import { safeNext } from './safe-next.js';

it('[B7] leads back to a page of this site and to no other site', () => {
  expect(safeNext('/dashboard/events?name=x')).toBe('/dashboard/events?name=x');
  for (const evil of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    undefined,
    ['/a'],
  ]) {
    expect(safeNext(evil)).toBe('/');
  }
});
