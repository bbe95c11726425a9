import { type EventFilter, atEdges, edgeParams, ofKind } from '../event-counts.js';
import { type TimeRange, second } from '../fragments.js';
import { splitByMinute } from '../minute-split.js';
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

/** Events of a range per bucket; buckets without events are not in the answer. */
export function eventsPerBucket(range: TimeRange, rule: BucketRule, filter: EventFilter): Question<EventsPerBucketRow> {
  const split = splitByMinute(range);
  const parts = [
    `SELECT ${bucketOf('minute', rule)} AS bucket, sum(events) AS n FROM event_counts_1m
     WHERE minute >= ${second('firstMinute')} AND minute < ${second('endMinute')} ${ofKind(filter)} GROUP BY bucket`,
  ];
  if (split.edges.length > 0) {
    parts.push(
      `SELECT ${bucketOf('timestamp', rule)} AS bucket, count() AS n FROM events
       WHERE (${atEdges(split)}) ${ofKind(filter)} GROUP BY bucket`,
    );
  }
  return {
    name: 'events_per_bucket',
    sql: `SELECT bucket, sum(n) AS events FROM (${parts.join(' UNION ALL ')}) GROUP BY bucket`,
    params: {
      ...filter,
      ...bucketParams(rule),
      firstMinute: split.firstMinute,
      endMinute: split.endMinute,
      ...edgeParams(split),
    },
  };
}
