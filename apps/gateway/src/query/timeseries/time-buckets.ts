import type { ZoneOffset } from './zone-offset.js';

export const INTERVALS = ['minute', 'hour', 'day'] as const;
export type Interval = (typeof INTERVALS)[number];

const SECONDS: Record<Interval, number> = { minute: 60, hour: 3_600, day: 86_400 };

const positiveModulo = (value: number, by: number): number => ((value % by) + by) % by;

/** The first instant after `second`, up to `until`, at which the offset is no longer what it was; undefined without one. */
function changeBetween(second: number, until: number, offset: ZoneOffset): number | undefined {
  if (offset(second) === offset(until)) return undefined;
  let [low, high] = [second, until];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === offset(second)) low = middle;
    else high = middle;
  }
  return high;
}

/** Where the local clock next shows a whole minute or hour. */
function nextOnClock(second: number, step: number, offset: ZoneOffset): number {
  const next = second + step - positiveModulo(second + offset(second), step);
  const change = changeBetween(second, next - 1, offset);
  if (change === undefined) return next;
  const past = positiveModulo(change + offset(change), step);
  return past === 0 ? change : change + step - past;
}

/** The first instant of a local day, given as the UTC midnight of the same date; where clocks skip midnight, the change. */
function startOfDate(date: number, offset: ZoneOffset): number {
  const [before, after] = [offset(date - 86_400), offset(date + 86_400)];
  const starts = [date - before, date - after].filter((start) => start + offset(start) === date);
  if (starts.length > 0) return Math.min(...starts);
  return changeBetween(date - Math.max(before, after) - 1, date - Math.min(before, after), offset) ?? date - before;
}

const dateOf = (second: number, offset: ZoneOffset): number => {
  const local = second + offset(second);
  return local - positiveModulo(local, 86_400);
};

function firstStart(second: number, interval: Interval, offset: ZoneOffset): number {
  if (interval === 'day') return startOfDate(dateOf(second, offset), offset);
  const step = SECONDS[interval];
  const start = second - positiveModulo(second + offset(second), step);
  // A change of clocks inside the bucket (Lord Howe Island moves by half an hour) begins a new one.
  return changeBetween(start, second, offset) ?? start;
}

function nextStart(start: number, interval: Interval, offset: ZoneOffset): number {
  if (interval !== 'day') return nextOnClock(start, SECONDS[interval], offset);
  // A date may be missing (Samoa, 2011-12-30): its start is that of the next one.
  for (let date = dateOf(start, offset) + 86_400; ; date += 86_400) {
    const next = startOfDate(date, offset);
    if (next > start) return next;
  }
}

/**
 * Where the buckets of a range begin, in seconds since the epoch, and where the last one ends: minutes and hours as the
 * local clock shows them, days from local midnight to midnight, whatever clocks do in between. Buckets at both ends are
 * whole; the range may begin or end inside them. Stops after `most` buckets. Pure.
 */
export function bucketStarts(
  range: { fromSecond: number; toSecond: number },
  interval: Interval,
  offset: ZoneOffset,
  most: number,
): { starts: number[]; end: number } {
  const starts: number[] = [];
  let start = firstStart(range.fromSecond, interval, offset);
  while (start <= range.toSecond && starts.length < most) {
    starts.push(start);
    start = nextStart(start, interval, offset);
  }
  return { starts, end: start };
}
