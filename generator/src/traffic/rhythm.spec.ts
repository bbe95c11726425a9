import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Rhythm } from './rhythm.js';

const FROM = Date.parse('2025-05-01T00:00:00Z');
const TO = Date.parse('2025-05-29T00:00:00Z');

describe('rhythm of a back-fill', () => {
  const rhythm = new Rhythm(FROM, TO);

  it('[E2] covers the period from its first to its last moment', () => {
    expect(rhythm.moment(0)).toBe(FROM);
    expect(rhythm.moment(1)).toBe(TO);
  });

  it('[E2] never goes back in time', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        expect(rhythm.moment(Math.min(a, b))).toBeLessThanOrEqual(rhythm.moment(Math.max(a, b)));
      }),
    );
  });

  it('[E2] is busy in the evening and quiet at night', () => {
    const perHour = Array.from({ length: 24 }, () => 0);
    for (let i = 0; i < 28_000; i++) perHour[new Date(rhythm.moment(i / 28_000)).getUTCHours()]!++;
    expect(perHour[20]! / perHour[3]!).toBeGreaterThan(8);
  });

  it('stays inside periods of any length', () => {
    const inside = fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (length, share) => {
        const moment = new Rhythm(FROM + 123, FROM + 123 + length).moment(share);
        expect(moment).toBeGreaterThanOrEqual(FROM + 123);
        expect(moment).toBeLessThanOrEqual(FROM + 123 + length);
      },
    );
    fc.assert(inside, { numRuns: 50 });
  });
});
