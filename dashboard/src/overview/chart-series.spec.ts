import { describe, expect, it } from '@jest/globals';
import { chartSeries, headline } from './chart-series.js';

const point = (time: string, events: number, users: number) => ({ time, events, users, sessions: users });
const now = [point('2026-05-20T10:00:00.000Z', 5, 2), point('2026-05-20T10:01:00.000Z', 7, 3)];

describe('chart series', () => {
  it('[E1] lays the period before under this one, bucket by bucket', () => {
    const before = [point('2026-05-20T09:00:00.000Z', 1, 1)];
    expect(chartSeries(now, before, 'events')).toEqual({
      times: [1_779_271_200, 1_779_271_260],
      values: [5, 7],
      previous: [1, null],
    });
  });

  it('[E1] adds events up, but not people', () => {
    expect(headline(now, 'events')).toBe(12);
    expect(headline(now, 'users')).toBe(3);
    expect(headline([], 'users')).toBe(0);
  });
});
