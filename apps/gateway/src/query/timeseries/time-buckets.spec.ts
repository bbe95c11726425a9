import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Interval, bucketStarts } from './time-buckets.js';
import { isTimezone, zoneOffset } from './zone-offset.js';

const second = (iso: string) => Date.parse(iso) / 1000;
const starts = (timezone: string, interval: Interval, from: string, to: string) =>
  bucketStarts({ fromSecond: second(from), toSecond: second(to) }, interval, zoneOffset(timezone), 10_000).starts.map(
    (start) => new Date(start * 1000).toISOString().slice(0, 16),
  );

describe('bucketStarts', () => {
  it('cuts hours and minutes where the range begins inside one', () => {
    expect(starts('UTC', 'hour', '2024-03-15T14:30:00Z', '2024-03-15T16:00:00Z')).toEqual([
      '2024-03-15T14:00',
      '2024-03-15T15:00',
      '2024-03-15T16:00',
    ]);
    expect(starts('UTC', 'minute', '2024-03-15T14:30:30Z', '2024-03-15T14:31:59Z')).toHaveLength(2);
  });

  it('makes days of 23 and 25 hours where clocks change', () => {
    expect(starts('Europe/Berlin', 'day', '2025-03-29T12:00:00Z', '2025-03-31T12:00:00Z')).toEqual([
      '2025-03-28T23:00',
      '2025-03-29T23:00',
      '2025-03-30T22:00',
    ]);
    expect(starts('Europe/Berlin', 'day', '2025-10-26T12:00:00Z', '2025-10-27T12:00:00Z')).toEqual([
      '2025-10-25T22:00',
      '2025-10-26T23:00',
    ]);
  });

  it('gives the repeated hour a bucket of its own', () => {
    expect(starts('America/New_York', 'hour', '2025-11-02T05:00:00Z', '2025-11-02T06:59:00Z')).toEqual([
      '2025-11-02T05:00',
      '2025-11-02T06:00',
    ]);
  });

  it('knows zones of half and quarter hours', () => {
    expect(starts('Asia/Kolkata', 'hour', '2025-01-01T00:00:00Z', '2025-01-01T01:00:00Z')).toEqual([
      '2024-12-31T23:30',
      '2025-01-01T00:30',
    ]);
    expect(starts('Asia/Kathmandu', 'day', '2025-01-01T00:00:00Z', '2025-01-01T20:00:00Z')).toEqual([
      '2024-12-31T18:15',
      '2025-01-01T18:15',
    ]);
  });

  it('begins a day at the change where clocks skip midnight', () => {
    expect(starts('America/Sao_Paulo', 'day', '2018-11-04T12:00:00Z', '2018-11-05T12:00:00Z')).toEqual([
      '2018-11-04T03:00',
      '2018-11-05T02:00',
    ]);
  });

  it('leaves out a date that a country skipped', () => {
    expect(starts('Pacific/Apia', 'day', '2011-12-29T12:00:00Z', '2011-12-31T00:00:00Z')).toEqual([
      '2011-12-29T10:00',
      '2011-12-30T10:00',
    ]);
  });

  it('covers a range without gap or overlap in every zone', () => {
    const zones = [
      'UTC',
      'Europe/London',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Casablanca',
      'America/Asuncion',
    ];
    const anyZone = fc.constantFrom(...zones);
    const anyInterval = fc.constantFrom('minute' as const, 'hour' as const, 'day' as const);
    const anySecond = fc.integer({ min: second('2005-01-01T00:00:00Z'), max: second('2030-01-01T00:00:00Z') });
    fc.assert(
      fc.property(anyZone, anyInterval, anySecond, fc.integer({ min: 0, max: 5e5 }), (zone, interval, from, length) => {
        const range = { fromSecond: from, toSecond: from + length };
        const { starts: found, end } = bucketStarts(range, interval, zoneOffset(zone), 100_000);
        expect(found[0]).toBeLessThanOrEqual(from);
        expect(found[1] ?? end).toBeGreaterThan(from);
        expect(found.at(-1)).toBeLessThanOrEqual(range.toSecond);
        expect(end).toBeGreaterThan(range.toSecond);
        expect(found.every((start, i) => i === 0 || start > found[i - 1]!)).toBe(true);
        expect(found.every((start) => start % (interval === 'minute' ? 60 : 900) === 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('knows which zones there are', () => {
    expect(isTimezone('Europe/Berlin')).toBe(true);
    expect(isTimezone('Mars/Olympus')).toBe(false);
  });
});
