import { type Sources, ofSources, second } from '../fragments.js';
import type { Question } from '../question.js';

/** Whole UTC hours or days, both ends inclusive, in seconds since the epoch. */
export interface CellRange {
  first: number;
  last: number;
}

export interface FingerprintRow {
  kind: 'hour' | 'day';
  /** Where the cell begins, in seconds since the epoch. */
  cell: number;
  fingerprint: string;
}

const TABLES = {
  hour: {
    table: 'activity_hourly',
    time: 'hour',
    bound: (name: string) => second(name),
    row: 'cityHash64(user_id, session_id, last_seen, minutes, clicks, impressions)',
  },
  day: {
    table: 'activity_daily',
    time: 'day',
    bound: (name: string) => `toDate(${second(name)})`,
    row: 'cityHash64(user, session, quarters)',
  },
} as const;

/**
 * What the activity tables hold of hours and days, each in a few bytes: an equal fingerprint means the same rows. Answered
 * from the projections of 0010_activity_fingerprints.sql, whose expressions these must be. A cell without rows is not in the
 * answer.
 */
export function activityFingerprints(
  cells: { hours?: CellRange | undefined; days?: CellRange | undefined },
  sources: Sources,
): Question<FingerprintRow> {
  const params: Record<string, unknown> = { sources };
  const of = (kind: 'hour' | 'day', range: CellRange): string => {
    const { table, time, bound, row } = TABLES[kind];
    Object.assign(params, { [`${kind}First`]: range.first, [`${kind}Last`]: range.last });
    return `
      SELECT '${kind}' AS kind, toUnixTimestamp(toDateTime(${time}, 'UTC')) AS cell,
        concat(toString(count()), ' ', toString(sum(${row}))) AS fingerprint
      FROM ${table}
      WHERE ${time} >= ${bound(`${kind}First`)} AND ${time} <= ${bound(`${kind}Last`)} ${ofSources(sources)}
      GROUP BY ${time}`;
  };
  const parts = [cells.hours && of('hour', cells.hours), cells.days && of('day', cells.days)];
  return { name: 'activity_fingerprints', sql: parts.filter(Boolean).join(' UNION ALL '), params };
}
