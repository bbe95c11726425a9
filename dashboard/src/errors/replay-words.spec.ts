import { expect, it } from '@jest/globals';
import { replayWords } from './replay-words.js';

it('[D2] says what a replay would do, and what it did', () => {
  const replay = { events: 6, accepted: 3, duplicates: 0, rejected: 2, incomplete: 1 };
  expect(replayWords(replay, true)).toBe('3 would be accepted, 2 still wrong, 1 kept in part only');
  expect(replayWords({ ...replay, rejected: 0, incomplete: 0 }, false)).toBe('3 accepted');
  expect(replayWords({ events: 0, accepted: 0, duplicates: 0, rejected: 0, incomplete: 0 }, false)).toBe(
    'no event to replay',
  );
});
