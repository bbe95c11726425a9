import { keptSince } from '@argus/contract';

/** How long raw rows are kept, in days, with the aggregates that are made from them; 0: for ever. */
export interface RetentionDays {
  events: number;
  errors: number;
}

/** A change of how long something is kept: from `second` (since the epoch) on, `days` days; 0: for ever. */
export interface RetentionChange {
  second: number;
  days: number;
}

/**
 * Where what is surely whole begins, in seconds since the epoch: nothing after it was dropped, neither by the setting of
 * now nor by an earlier one. `changes` in order of time. Pure.
 */
export function wholeSince(changes: readonly RetentionChange[], nowSecond: number): number {
  const floors = changes.map(({ days }, i) => keptSince(changes[i + 1]?.second ?? nowSecond, days));
  return Math.max(0, ...floors);
}
