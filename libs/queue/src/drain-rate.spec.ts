import { describe, expect, it } from '@jest/globals';
import { DrainRate } from './drain-rate.js';

describe('DrainRate', () => {
  it('is 0 before anything was drained', () => {
    expect(new DrainRate().perSecond(5_000)).toBe(0);
  });

  it('averages over what it has seen, at least a second', () => {
    const rate = new DrainRate();
    rate.add(1_000, 0);
    expect(rate.perSecond(100)).toBe(1_000);
    rate.add(3_000, 2_000);
    expect(rate.perSecond(4_000)).toBe(1_000);
  });

  it('forgets what is older than ten seconds', () => {
    const rate = new DrainRate();
    rate.add(1_000, 0);
    expect(rate.perSecond(10_001)).toBe(0);
  });
});
