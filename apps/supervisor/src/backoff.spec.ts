import { describe, expect, it } from '@jest/globals';
import { deathsAfter, restartDelay } from './backoff.js';

describe('restart of a child', () => {
  it('waits longer after each early death, never longer than 10 s', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((deaths) => restartDelay(deaths, 1));
    expect(waits).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
  });

  it('spreads restarts by up to a quarter', () => {
    expect(restartDelay(1, 0)).toBe(150);
    expect(restartDelay(1, 0.5)).toBe(175);
  });

  it('forgets earlier deaths once a child lived for 30 s', () => {
    expect(deathsAfter(5, 29_999)).toBe(6);
    expect(deathsAfter(5, 30_000)).toBe(1);
  });
});
