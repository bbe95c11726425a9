import type { Interval } from '../api/analytics.api.js';

/** What the range picker offers; `custom` takes its two ends from the URL. */
export const RANGES = ['1h', '6h', '24h', '7d', '30d', '90d', 'custom'] as const;
export type RangeName = (typeof RANGES)[number];

export interface TimeRange {
  /** Milliseconds since the epoch; inclusive. */
  from: number;
  to: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LENGTHS: Record<Exclude<RangeName, 'custom'>, number> = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
};
const BUCKETS: Record<Interval, number> = { minute: 60_000, hour: HOUR, day: DAY };

/** More points than this are no picture any more (and the API refuses more than 10,000). */
const MOST_POINTS = 3_000;

/** The start of the bucket that holds `at`, by the clock of the machine's own zone. */
export function startOfBucket(at: number, interval: Interval): number {
  const date = new Date(at);
  if (interval === 'day') date.setHours(0, 0, 0, 0);
  else if (interval === 'hour') date.setMinutes(0, 0, 0);
  else date.setSeconds(0, 0);
  return date.getTime();
}

/**
 * The range to ask for. Its start is a bucket's start, so that the first bucket is whole; a rolling range ends now, so
 * the last one is still filling.
 */
export function resolveRange(
  name: RangeName,
  custom: TimeRange | undefined,
  interval: Interval,
  now: number,
): TimeRange {
  if (name === 'custom' && custom) return { from: startOfBucket(custom.from, interval), to: Math.min(custom.to, now) };
  const length = LENGTHS[name === 'custom' ? '24h' : name];
  const buckets = Math.round(length / BUCKETS[interval]);
  const first = new Date(startOfBucket(now, interval));
  // Calendar arithmetic: a day is not always 24 hours long.
  if (interval === 'day') first.setDate(first.getDate() - buckets + 1);
  else first.setTime(first.getTime() - (buckets - 1) * BUCKETS[interval]);
  return { from: first.getTime(), to: now };
}

/** The span of the same length just before; as much of it as has passed of this one, so that both compare fairly. */
export function previousRange(range: TimeRange, interval: Interval): TimeRange {
  const next = startOfBucket(range.to, interval) + BUCKETS[interval];
  const length = Math.round((next - range.from) / BUCKETS[interval]) * BUCKETS[interval];
  if (interval !== 'day') return { from: range.from - length, to: range.to - length };
  const days = Math.round(length / DAY);
  return { from: daysBefore(range.from, days), to: daysBefore(range.to, days) };
}

function daysBefore(at: number, days: number): number {
  const date = new Date(at);
  date.setDate(date.getDate() - days);
  return date.getTime();
}

const lengthOf = (name: RangeName, custom: TimeRange | undefined) =>
  name === 'custom' ? (custom ? custom.to - custom.from : DAY) : LENGTHS[name];

/** The intervals that make a readable chart of a range: at least two points, at most some thousands. */
export function intervalsFor(name: RangeName, custom: TimeRange | undefined): Interval[] {
  const length = lengthOf(name, custom);
  const fits = (['minute', 'hour', 'day'] as const).filter((interval) => {
    const points = length / BUCKETS[interval];
    return points >= 2 && points <= MOST_POINTS;
  });
  return fits.length > 0 ? fits : [length < HOUR ? 'minute' : 'day'];
}

/** The interval that one would choose: about 20 to 200 points. */
export function naturalInterval(name: RangeName, custom: TimeRange | undefined): Interval {
  const length = lengthOf(name, custom);
  const wish: Interval = length <= 6 * HOUR ? 'minute' : length <= 8 * DAY ? 'hour' : 'day';
  const possible = intervalsFor(name, custom);
  return possible.includes(wish) ? wish : (possible[0] ?? 'day');
}

/** Reads two days or local date-times of the URL; undefined when they are not a range. */
export function parseCustomRange(from: string, to: string): TimeRange | undefined {
  const start = Date.parse(from.length === 10 ? `${from}T00:00` : from);
  const end = Date.parse(to.length === 10 ? `${to}T23:59:59.999` : to);
  return Number.isFinite(start) && Number.isFinite(end) && start <= end ? { from: start, to: end } : undefined;
}
