import { type Sources, ofSources, second } from '../fragments.js';
import type { Question } from '../question.js';

/** Distinct users or sessions of the slots of one cell: the minutes of an hour, or the hours of a day. */
export interface ActivesPerCellRow {
  kind: 'users' | 'sessions';
  /** Where the cell begins, in seconds since the epoch. */
  cell: number;
  counts: number[];
}

/** Which cells are asked for, in seconds since the epoch, both inclusive. */
export interface Cells {
  first: number;
  last: number;
  sources: Sources;
}

/**
 * Every bit says that someone was there in that minute, so users per minute are counted bit by bit over one row per user
 * and hour: no set of users per minute is ever made.
 */
export const activesPerMinute = ({ first, last, sources }: Cells): Question<ActivesPerCellRow> => {
  const counts = (kind: string, id: string) => `
    SELECT '${kind}' AS kind, toUnixTimestamp(hour) AS cell,
      sumForEach(arrayMap(minute -> bitTest(bits, minute), range(60))) AS counts
    FROM (
      SELECT hour, groupBitOr(minutes) AS bits FROM activity_hourly
      WHERE hour >= ${second('first')} AND hour <= ${second('last')} AND ${id} != '' ${ofSources(sources)}
      GROUP BY hour, ${id})
    GROUP BY hour`;
  return {
    name: 'actives_per_minute',
    sql: `${counts('users', 'user_id')} UNION ALL ${counts('sessions', 'session_id')}`,
    params: { first, last, sources },
  };
};

/** 12 hours of 4 quarters each: half of a day fits into 64 bits, which are counted much faster than 128. */
const HALF_DAY = 48;
const hoursOf = (half: string): string =>
  `arrayMap(hour -> bitAnd(bitShiftRight(${half}, 4 * hour), 15) != 0, range(12))`;

/** The same for the hours of UTC days; in zones of half and quarter hours an hour begins `shift` quarters later. */
export const activesPerHour = ({
  first,
  last,
  sources,
  shift,
}: Cells & { shift: number }): Question<ActivesPerCellRow> => {
  const counts = (kind: string, id: string) => `
    SELECT '${kind}' AS kind, toUnixTimestamp(toDateTime(day, 'UTC')) AS cell,
      sumForEach(arrayConcat(${hoursOf('morning')}, ${hoursOf('afternoon')})) AS counts
    FROM (
      SELECT day, bitShiftRight(groupBitOr(quarters), {shift:UInt8}) AS bits,
        toUInt64(bitAnd(bits, ${2 ** HALF_DAY - 1})) AS morning, toUInt64(bitShiftRight(bits, ${HALF_DAY})) AS afternoon
      FROM activity_daily
      WHERE day >= toDate(${second('first')}) AND day <= toDate(${second('last')}) AND ${id} != 0 ${ofSources(sources)}
      GROUP BY day, ${id})
    GROUP BY day`;
  return {
    name: 'actives_per_hour',
    sql: `${counts('users', 'user')} UNION ALL ${counts('sessions', 'session')}`,
    params: { first, last, sources, shift },
  };
};
