import { MAX_SECOND, type TimeRange } from './fragments.js';

const MINUTE_US = 60_000_000;

/** A range of time taken apart: whole minutes, which the aggregates know, and what is left at both ends. */
export interface MinuteSplit {
  /** Seconds since the epoch where the first whole minute begins. */
  firstMinute: number;
  /** Seconds since the epoch where the last whole minute ends; equal to `firstMinute` where there is none. */
  endMinute: number;
  /** None, one or two ranges, in order. */
  edges: TimeRange[];
}

/** The latest time that the aggregates hold; microseconds. */
const LAST_US = Math.floor(MAX_SECOND / 60) * MINUTE_US - 1;

/** Takes a range apart at whole minutes; a range that ends before it begins is empty. Pure. */
export function splitByMinute({ fromUs, toUs }: TimeRange): MinuteSplit {
  const from = Math.max(0, fromUs);
  const to = Math.min(toUs, LAST_US);
  if (to < from) return { firstMinute: 0, endMinute: 0, edges: [] };
  const first = Math.ceil(from / MINUTE_US) * MINUTE_US;
  const end = Math.floor((to + 1) / MINUTE_US) * MINUTE_US;
  if (end < first) return { firstMinute: 0, endMinute: 0, edges: [{ fromUs: from, toUs: to }] };
  const edges: TimeRange[] = [];
  if (from < first) edges.push({ fromUs: from, toUs: first - 1 });
  if (to >= end) edges.push({ fromUs: end, toUs: to });
  return { firstMinute: first / 1_000_000, endMinute: end / 1_000_000, edges };
}

const QUARTER = 900;
/** Below so many seconds the minutes are as few as quarters of an hour and both edges are. */
const WORTH_QUARTERS = 2 * 3_600;

/** Whole minutes taken apart further; seconds since the epoch, from (inclusive) to (exclusive). */
export interface QuarterSplit {
  /** Whole quarters of an hour; absent where they are not worth it. */
  quarters: { from: number; to: number } | undefined;
  /** Minutes before and after them. */
  minutes: { from: number; to: number }[];
}

/** Takes whole minutes apart at quarters of an hour. Pure. */
export function splitByQuarter({ firstMinute, endMinute }: MinuteSplit): QuarterSplit {
  const all = { from: firstMinute, to: endMinute };
  if (endMinute - firstMinute < WORTH_QUARTERS) return { quarters: undefined, minutes: [all] };
  const from = Math.ceil(firstMinute / QUARTER) * QUARTER;
  const to = Math.floor(endMinute / QUARTER) * QUARTER;
  const minutes = [
    { from: firstMinute, to: from },
    { from: to, to: endMinute },
  ].filter((part) => part.from < part.to);
  return { quarters: { from, to }, minutes };
}
