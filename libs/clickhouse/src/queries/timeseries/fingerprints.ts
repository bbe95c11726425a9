import { type Sources, ofSources, second } from '../fragments.js';

/** Whole UTC hours or days, both ends inclusive, in seconds since the epoch. */
export interface CellRange {
  first: number;
  last: number;
}

export type CellKind = 'hour' | 'day';

/** The cells that are asked for. */
export type FingerprintCells = Partial<Record<CellKind, CellRange | undefined>>;

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
 * What the activity tables hold of hours and days, each in a few bytes: an equal fingerprint means the same rows. The parts of
 * a UNION ALL with the columns `kind`, `fingerprint`, `at` and `n`, answered from the projections of
 * 0010_activity_fingerprints.sql, whose expressions these must be. A cell without rows is not in the answer.
 */
export function cellFingerprints(cells: FingerprintCells, sources: Sources) {
  const params: Record<string, unknown> = {};
  const of = (kind: CellKind, range: CellRange): string => {
    const { table, time, bound, row } = TABLES[kind];
    Object.assign(params, { [`${kind}First`]: range.first, [`${kind}Last`]: range.last });
    return `
      SELECT '${kind}' AS kind, concat(toString(count()), ' ', toString(sum(${row}))) AS fingerprint,
        toUnixTimestamp(toDateTime(${time}, 'UTC')) AS at, 0 AS n
      FROM ${table}
      WHERE ${time} >= ${bound(`${kind}First`)} AND ${time} <= ${bound(`${kind}Last`)} ${ofSources(sources)}
      GROUP BY ${time}`;
  };
  const { hour, day } = cells;
  return { tables: [hour ? of('hour', hour) : [], day ? of('day', day) : []].flat(), params };
}
