import { describe, expect, it } from '@jest/globals';
import { ArrivalRate } from './arrival-rate.js';

describe('ArrivalRate', () => {
  it('counts what came since it looked last, a tenth of a second ago or more', () => {
    const rate = new ArrivalRate();
    expect(rate.perSecond(1_000_000, 5_000)).toBe(0);
    expect(rate.perSecond(1_020_000, 5_050)).toBe(0);
    expect(rate.perSecond(1_040_000, 5_200)).toBe(200_000);
    expect(rate.perSecond(1_041_000, 5_210)).toBe(200_000);
  });

  it('sees that nothing comes any more', () => {
    const rate = new ArrivalRate();
    rate.perSecond(0, 0);
    expect(rate.perSecond(50_000, 250)).toBe(200_000);
    expect(rate.perSecond(50_000, 350)).toBe(0);
  });
});
