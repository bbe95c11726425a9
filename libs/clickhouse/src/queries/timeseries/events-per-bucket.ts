import { countedEvents } from '../counted-events.js';
import type { EventFilter } from '../event-filter.js';
import type { TimeRange } from '../fragments.js';
import type { Question } from '../question.js';

/** How time is cut: into whole minutes, or wherever a bucket starts (seconds since the epoch, ascending). */
export type BucketRule = 'minutes' | readonly number[];

/** The start of the bucket of a time, in seconds since the epoch; `time` is a column of ours. */
export const bucketOf = (time: string, rule: BucketRule): string =>
  rule === 'minutes'
    ? `toUnixTimestamp(toStartOfMinute(${time}))`
    : `roundDown(toUnixTimestamp(${time}), {starts:Array(UInt32)})`;

/** The parameter of `bucketOf`. */
export const bucketParams = (rule: BucketRule): Record<string, unknown> => (rule === 'minutes' ? {} : { starts: rule });

export interface EventsPerBucketRow {
  bucket: number;
  events: number;
}

const QUARTER = 900;

/** Events of a range per bucket; buckets without events are not in the answer. */
export function eventsPerBucket(range: TimeRange, rule: BucketRule, filter: EventFilter): Question<EventsPerBucketRow> {
  // Before 1972 some zones were off by minutes.
  const splitsQuarters = rule === 'minutes' || rule.some((start) => start % QUARTER !== 0);
  const by = { name: 'bucket', of: (time: string) => bucketOf(time, rule), splitsQuarters };
  const { tables, params } = countedEvents(range, by, filter);
  return {
    name: 'events_per_bucket',
    sql: `SELECT bucket, sum(n) AS events FROM (${tables.join(' UNION ALL ')}) GROUP BY bucket`,
    params: { ...params, ...bucketParams(rule) },
  };
}
