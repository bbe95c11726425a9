import { expect, it } from '@jest/globals';
import { fullness } from './fullness.js';
import { keptWords } from './kept-words.js';

it('[E1] says how long rows are kept, and nothing where no setting says it', () => {
  const oldest = '2026-01-01T00:00:00.000Z';
  const words = [
    { kept_days: 90, oldest },
    { kept_days: 1, oldest: null },
    { kept_days: null, oldest },
    { kept_days: null, oldest: null },
  ].map(keptWords);
  expect(words).toEqual(['90 days', '1 day', 'for ever', '–']);
});

it('[E1] calls nothing full that has room, and warns before it is', () => {
  expect(fullness(999, 1_000)).toEqual({ percent: 99, isWorry: true });
  expect(fullness(899, 1_000)).toEqual({ percent: 89, isWorry: false });
  expect(fullness(1_200, 1_000)).toEqual({ percent: 100, isWorry: true });
  expect(fullness(0, 0)).toBeUndefined();
});
