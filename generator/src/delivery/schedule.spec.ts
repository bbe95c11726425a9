import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Schedule } from './schedule.js';

describe('schedule', () => {
  it('[E2] has no drift: the n-th request is due at start + n x interval, however late the ones before were taken', () => {
    const schedule = new Schedule(1_000, 10, 500);
    const lateness = [0, 3, 9, 0, 25, 400, 1, 0, 0, 2];
    expect(lateness.map((late, n) => schedule.take(1_000 + n * 10 + late))).toEqual(
      lateness.map((_, n) => 1_000 + n * 10),
    );
    expect(schedule.givenUpMs).toBe(0);
  });

  it('[E2] gives up what lies too far back, instead of a burst, and says how much', () => {
    const schedule = new Schedule(0, 10, 100);
    expect(schedule.take(0)).toBe(0);
    expect(schedule.take(5_010)).toBe(4_910);
    expect(schedule.givenUpMs).toBe(4_900);
    expect(schedule.dueMs).toBe(4_920);
  });

  it('never has more to catch up with than the allowed lag', () => {
    const moments = fc.array(fc.nat({ max: 3_000 }), { maxLength: 50 });
    fc.assert(
      fc.property(moments, (waits) => {
        const schedule = new Schedule(0, 7, 200);
        let now = 0;
        let last = -1;
        for (const wait of waits) {
          now += wait;
          const due = schedule.take(now);
          expect(due).toBeGreaterThan(last);
          expect(now - due).toBeLessThanOrEqual(200);
          last = due;
        }
      }),
    );
  });
});
