import { expect, it } from '@jest/globals';
import { rankTypes } from './event-types.js';

it('[E1] ranks event types and keeps the sum when the rest is put together', () => {
  expect(rankTypes({ b: 2, a: 2, c: 9 }, 8)).toEqual([
    { name: 'c', count: 9, share: 1 },
    { name: 'a', count: 2, share: 2 / 9 },
    { name: 'b', count: 2, share: 2 / 9 },
  ]);
  expect(rankTypes({ a: 5, b: 3, c: 1, d: 1 }, 3).map(({ name, count }) => [name, count])).toEqual([
    ['a', 5],
    ['b', 3],
    ['2 other types', 2],
  ]);
});
