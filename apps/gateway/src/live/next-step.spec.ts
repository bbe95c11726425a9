import { describe, expect, it } from '@jest/globals';
import { MAX_BEHIND, STEP_ROWS, nextStep, positionAfter } from './next-step.js';

describe('following what is stored', () => {
  it('[D1] waits, reads, and leaps over what it cannot catch up with', () => {
    expect(nextStep(10, 10)).toEqual({ kind: 'wait' });
    expect(nextStep(10, 9)).toEqual({ kind: 'wait' });
    expect(nextStep(10, 15)).toEqual({ kind: 'read', after: 10, through: 15 });
    const stored = 11 + MAX_BEHIND;
    expect(nextStep(10, stored)).toEqual({ kind: 'leap', after: 10, to: stored - STEP_ROWS });
  });

  it('[D1] goes on behind the last row of a full step, and past what matched nothing', () => {
    const full = Array.from({ length: STEP_ROWS }, (_, at) => ({ sequence: 100 + at }));
    expect(positionAfter(full, 9_000)).toBe(99 + STEP_ROWS);
    expect(positionAfter(full.slice(1), 9_000)).toBe(9_000);
    expect(positionAfter([], 9_000)).toBe(9_000);
  });
});
