import { type BucketParts, type CellPart, type TimeRange, splitByMinute } from '@argus/clickhouse';
import type { Interval } from './time-buckets.js';

const QUARTER = 900;
const HOUR = 3_600;
const DAY = 86_400;

/** A bucket that is one slot of one cell: a minute of an hour, or an hour of a day. */
export interface Slot {
  bucket: number;
  cell: number;
  slot: number;
}

/** A bucket that is put together from parts of cells, and of raw events where it is not whole. */
export interface PartedBucket {
  bucket: number;
  parts: BucketParts;
}

/** Where the distinct users of every bucket come from. */
export interface ActivesPlan {
  /** Read bit by bit, the cheap way; all of one `shift` (quarters by which an hour begins late). */
  slots: Slot[];
  shift: number;
  /** All other buckets. */
  parted: PartedBucket[];
}

/** Cuts [from, to) (seconds) at whole cells; bits count from the cell's start in units of `bit` seconds. */
function cellParts(bucket: number, from: number, to: number, cell: number, bit: number): CellPart[] {
  const parts: CellPart[] = [];
  for (let start = Math.floor(from / cell) * cell; start < to; start += cell) {
    const [first, end] = [Math.max(from, start), Math.min(to, start + cell)];
    if (first < end) parts.push({ bucket, cell: start, from: (first - start) / bit, to: (end - start) / bit });
  }
  return parts;
}

/** The parts of one bucket: as many whole quarters as it holds, then minutes, then what fills no minute. */
function partsOf(bucket: number, range: TimeRange, byMinutes: boolean): BucketParts {
  const { firstMinute, endMinute, edges } = splitByMinute(range);
  const first = Math.ceil(firstMinute / QUARTER) * QUARTER;
  const end = Math.floor(endMinute / QUARTER) * QUARTER;
  const minutes = (from: number, to: number) => cellParts(bucket, from, to, HOUR, 60);
  const hasQuarters = !byMinutes && first < end;
  return {
    quarters: hasQuarters ? cellParts(bucket, first, end, DAY, QUARTER) : [],
    minutes: hasQuarters
      ? [...minutes(firstMinute, first), ...minutes(end, endMinute)]
      : minutes(firstMinute, endMinute),
    edges: edges.map((edge) => ({ ...edge, bucket })),
  };
}

/** The slot that a bucket is, where it is exactly one. */
function slotOf(parts: BucketParts, interval: Interval): (Slot & { shift: number }) | undefined {
  const [only, more] = [...parts.quarters, ...parts.minutes];
  if (!only || more || parts.edges.length > 0) return undefined;
  const { bucket, cell, from, to } = only;
  if (interval === 'minute' && parts.minutes.length === 1) return { bucket, cell, slot: from, shift: 0 };
  if (interval !== 'hour' || parts.quarters.length !== 1 || to - from !== 4) return undefined;
  return { bucket, cell, slot: Math.floor(from / 4), shift: from % 4 };
}

/**
 * Plans the distinct users of buckets (starts and the last one's end in seconds) within a range. Hours from `openSecond` on
 * are taken from the hours' own table: what comes in then concerns a few of them, and not all the hours of a day. Pure.
 */
export function planActives(
  { starts, end }: { starts: readonly number[]; end: number },
  range: TimeRange,
  interval: Interval,
  openSecond: number,
): ActivesPlan {
  const plan: ActivesPlan = { slots: [], shift: 0, parted: [] };
  starts.forEach((start, bucket) => {
    const fromUs = Math.max(range.fromUs, start * 1e6);
    const toUs = Math.min(range.toUs, (starts[bucket + 1] ?? end) * 1e6 - 1);
    const byMinutes = interval === 'minute' || (interval === 'hour' && start >= openSecond);
    const parts = partsOf(bucket, { fromUs, toUs }, byMinutes);
    const slot = slotOf(parts, interval);
    if (slot && plan.slots.length === 0) plan.shift = slot.shift;
    if (slot?.shift === plan.shift) plan.slots.push({ bucket, cell: slot.cell, slot: slot.slot });
    else plan.parted.push({ bucket, parts });
  });
  return plan;
}
