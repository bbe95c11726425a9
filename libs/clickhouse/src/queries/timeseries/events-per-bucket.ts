import { countedEvents } from '../counted-events.js';
import type { EventFilter } from '../event-filter.js';
import type { TimeRange } from '../fragments.js';
import type { Question } from '../question.js';
import { type CellKind, type FingerprintCells, cellFingerprints } from './fingerprints.js';

/** How time is cut: into whole minutes, or wherever a bucket starts (seconds since the epoch, ascending). */
export type BucketRule = 'minutes' | readonly number[];

/** The start of the bucket of a time, in seconds since the epoch; `time` is a column of ours. */
export const bucketOf = (time: string, rule: BucketRule): string =>
  rule === 'minutes'
    ? `toUnixTimestamp(toStartOfMinute(${time}))`
    : `roundDown(toUnixTimestamp(${time}), {starts:Array(UInt32)})`;

/** The parameter of `bucketOf`. */
export const bucketParams = (rule: BucketRule): Record<string, unknown> => (rule === 'minutes' ? {} : { starts: rule });

/** The events of a bucket, or of a part of it; or what the rows of a cell are like (fingerprints.ts). */
export interface BucketFactRow {
  kind: 'events' | CellKind;
  /** Where the bucket or the cell begins, in seconds since the epoch. */
  at: number;
  n: number;
  fingerprint: string;
}

const QUARTER = 900;

/**
 * Events of a range per bucket, and the fingerprints of cells: plain selects side by side, since one request costs more than
 * to plan one more select, and a select around them as much. A bucket may have several rows; without events it has none.
 */
export function bucketFacts(
  range: TimeRange,
  rule: BucketRule,
  filter: EventFilter,
  cells: FingerprintCells = {},
): Question<BucketFactRow> {
  // Before 1972 some zones were off by minutes.
  const splitsQuarters = rule === 'minutes' || rule.some((start) => start % QUARTER !== 0);
  const columns = `'events' AS kind, '' AS fingerprint, `;
  const by = { name: 'at', of: (time: string) => bucketOf(time, rule), columns, splitsQuarters };
  const events = countedEvents(range, by, filter);
  const fingerprints = cellFingerprints(cells, filter.sources);
  return {
    name: 'bucket_facts',
    sql: [...events.tables, ...fingerprints.tables].join(' UNION ALL '),
    params: { ...events.params, ...fingerprints.params, ...bucketParams(rule) },
  };
}
