import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { groupMonths } from './plan-parts.js';

describe('groupMonths', () => {
  it('leaves a batch of few partitions whole', () => {
    expect(groupMonths([1, 2, 3], 3)).toBeUndefined();
  });

  it('cuts many partitions into groups that hold each month once, in order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 700 }), { minLength: 11, maxLength: 80 }), (given) => {
        const months = [...given].sort((a, b) => a - b);
        const groups = groupMonths(months, 10) ?? [];
        expect(groups.flat()).toEqual(months);
        expect(Math.max(...groups.map((group) => group.length))).toBeLessThanOrEqual(10);
      }),
    );
  });
});
