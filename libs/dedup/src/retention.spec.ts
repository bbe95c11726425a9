import { describe, expect, it } from '@jest/globals';
import { countExpired, idsPerGeneration, isFinished } from './retention.js';

const limits = { maxIds: 400, maxAgeMs: 1_000 };
const aged = (size: number, createdAtMs: number, newestSeenAtMs = createdAtMs) => ({
  size,
  createdAtMs,
  newestSeenAtMs,
});

describe('[B10] the window of the index', () => {
  it('has parts of a quarter', () => {
    expect(idsPerGeneration(limits)).toBe(100);
    expect(idsPerGeneration({ ...limits, maxIds: 2 })).toBe(1);
    expect(isFinished(aged(99, 0), limits, 249)).toBe(false);
    expect(isFinished(aged(100, 0), limits, 0)).toBe(true);
    expect(isFinished(aged(1, 0), limits, 250)).toBe(true);
    expect(isFinished(aged(0, 0), limits, 9_999)).toBe(false);
  });

  it('never remembers less than promised', () => {
    const full = [aged(100, 0), aged(100, 0), aged(100, 0), aged(100, 0)];
    expect(countExpired([...full, aged(99, 0)], limits, 0)).toBe(0);
    expect(countExpired([...full, aged(100, 0)], limits, 0)).toBe(1);
  });

  it('forgets by the age of the newest id, and keeps the newest part', () => {
    expect(countExpired([aged(5, 0, 100), aged(5, 200, 300), aged(5, 400)], limits, 1_100)).toBe(1);
    expect(countExpired([aged(5, 0), aged(5, 0)], limits, 99_999)).toBe(1);
    expect(countExpired([], limits, 0)).toBe(0);
  });
});
