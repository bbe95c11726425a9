import { describe, expect, it } from '@jest/globals';
import {
  intervalsFor,
  naturalInterval,
  parseCustomRange,
  previousRange,
  resolveRange,
  startOfBucket,
} from './time-range.js';

const NOW = new Date(2026, 4, 20, 14, 37, 12, 345).getTime();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('time range', () => {
  it('[E1] begins at the start of a bucket and ends now, with as many buckets as the range is long', () => {
    const hour = resolveRange('1h', undefined, 'minute', NOW);
    expect(hour).toEqual({ from: startOfBucket(NOW, 'minute') - 59 * MINUTE, to: NOW });
    const week = resolveRange('7d', undefined, 'day', NOW);
    expect(new Date(week.from)).toEqual(new Date(2026, 4, 14));
  });

  it('[E1] compares with as much of the period before as has passed of this one', () => {
    const range = resolveRange('1h', undefined, 'minute', NOW);
    expect(previousRange(range, 'minute')).toEqual({ from: range.from - HOUR, to: NOW - HOUR });
    const week = resolveRange('7d', undefined, 'day', NOW);
    const before = previousRange(week, 'day');
    expect(new Date(before.from)).toEqual(new Date(2026, 4, 7));
    expect(new Date(before.to)).toEqual(new Date(2026, 4, 13, 14, 37, 12, 345));
  });

  it('[E1] offers only the intervals that make a readable chart', () => {
    expect(intervalsFor('1h', undefined)).toEqual(['minute']);
    expect(intervalsFor('24h', undefined)).toEqual(['minute', 'hour']);
    expect(intervalsFor('7d', undefined)).toEqual(['hour', 'day']);
    expect(naturalInterval('6h', undefined)).toBe('minute');
    expect(naturalInterval('7d', undefined)).toBe('hour');
    expect(naturalInterval('90d', undefined)).toBe('day');
  });

  it('[E1] reads days as whole days, and nothing out of order', () => {
    expect(parseCustomRange('2026-05-01', '2026-05-02')).toEqual({
      from: new Date(2026, 4, 1).getTime(),
      to: new Date(2026, 4, 2, 23, 59, 59, 999).getTime(),
    });
    expect(parseCustomRange('2026-05-02', '2026-05-01')).toBeUndefined();
    expect(parseCustomRange('', '2026-05-01')).toBeUndefined();
  });
});
