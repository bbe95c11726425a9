import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { monthOf } from './month.js';

describe('monthOf', () => {
  it('agrees with the calendar for every day from 1970 to 2199', () => {
    const byCalendar = (day: number): number => {
      const date = new Date(day * 86_400_000);
      return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
    };
    const days = Array.from({ length: 84_000 }, (_, day) => day);
    expect(days.filter((day) => monthOf(day * 86_400_000_000) !== byCalendar(day))).toEqual([]);
  });

  it('does not depend on the time of day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 84_000 }), fc.integer({ min: 0, max: 86_399_999_999 }), (day, us) =>
        expect(monthOf(day * 86_400_000_000 + us)).toBe(monthOf(day * 86_400_000_000)),
      ),
    );
  });
});
