import { type EventFilter, ofKind } from '../event-filter.js';
import { type TimeRange, instant } from '../fragments.js';
import type { Question } from '../question.js';
import type { ActivesPerBucketRow } from './actives-per-bucket.js';
import { type BucketRule, bucketOf, bucketParams } from './events-per-bucket.js';

/**
 * Distinct users and sessions per bucket of events of one name or category: from the raw events, since no aggregate
 * knows who sent which kind. `approximate` trades about 1 % for speed and memory.
 */
export function activesOfKind(
  { fromUs, toUs }: TimeRange,
  rule: BucketRule,
  filter: EventFilter,
  approximate: boolean,
): Question<ActivesPerBucketRow> {
  const uniq = approximate ? 'uniqIf' : 'uniqExactIf';
  return {
    name: 'actives_of_kind',
    sql: `
      SELECT ${bucketOf('timestamp', rule)} AS bucket,
        ${uniq}(sipHash64(user_id), user_id != '') AS users, ${uniq}(sipHash64(session_id), session_id != '') AS sessions
      FROM events
      WHERE timestamp >= ${instant('from')} AND timestamp <= ${instant('to')} ${ofKind(filter)}
      GROUP BY bucket`,
    params: { ...filter, ...bucketParams(rule), from: fromUs, to: toUs },
  };
}
