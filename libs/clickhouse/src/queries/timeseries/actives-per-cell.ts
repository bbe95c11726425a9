import { type Sources, ofSources } from '../fragments.js';
import type { Question } from '../question.js';

/** Distinct users or sessions of the slots of one cell: the minutes of an hour, or the hours of a day. */
export interface ActivesPerCellRow {
  kind: 'users' | 'sessions';
  /** Where the cell begins, in seconds since the epoch. */
  cell: number;
  counts: number[];
}

/** Which cells are asked for, by their starts in seconds since the epoch. */
export interface Cells {
  cells: readonly number[];
  sources: Sources;
}

const CELLS = `toDateTime(arrayJoin({cells:Array(UInt32)}), 'UTC')`;

/**
 * Every bit says that someone was there in that minute, so users per minute are counted by the bits of one row per user
 * and hour: no set of users per minute is ever made.
 */
export const activesPerMinute = ({ cells, sources }: Cells): Question<ActivesPerCellRow> => {
  const counts = (kind: string, id: string) => `
    SELECT '${kind}' AS kind, cell, groupArrayInsertAt(0, 60)(people, minute) AS counts
    FROM (
      SELECT toUnixTimestamp(hour) AS cell, arrayJoin(bitPositionsToArray(bits)) AS minute, count() AS people
      FROM (
        SELECT hour, groupBitOr(minutes) AS bits FROM activity_hourly
        WHERE hour IN (SELECT ${CELLS}) AND ${id} != '' ${ofSources(sources)}
        GROUP BY hour, ${id})
      GROUP BY cell, minute)
    GROUP BY cell`;
  return {
    name: 'actives_per_minute',
    sql: `${counts('users', 'user_id')} UNION ALL ${counts('sessions', 'session_id')}`,
    params: { cells, sources },
  };
};

/** 12 hours of 4 quarters each: half of a day fits into 64 bits, which are counted much faster than 128. */
const HALF_DAY = 48;
const hoursOf = (half: string): string =>
  `arrayMap(hour -> bitAnd(bitShiftRight(${half}, 4 * hour), 15) != 0, range(12))`;

/** The same for the hours of UTC days; in zones of half and quarter hours an hour begins `shift` quarters later. */
export const activesPerHour = ({ cells, sources, shift }: Cells & { shift: number }): Question<ActivesPerCellRow> => {
  const counts = (kind: string, id: string) => `
    SELECT '${kind}' AS kind, toUnixTimestamp(toDateTime(day, 'UTC')) AS cell,
      sumForEach(arrayConcat(${hoursOf('morning')}, ${hoursOf('afternoon')})) AS counts
    FROM (
      SELECT day, bitShiftRight(groupBitOr(quarters), {shift:UInt8}) AS bits,
        toUInt64(bitAnd(bits, ${2 ** HALF_DAY - 1})) AS morning, toUInt64(bitShiftRight(bits, ${HALF_DAY})) AS afternoon
      FROM activity_daily
      WHERE day IN (SELECT toDate(${CELLS})) AND ${id} != 0 ${ofSources(sources)}
      GROUP BY day, ${id})
    GROUP BY day`;
  return {
    name: 'actives_per_hour',
    sql: `${counts('users', 'user')} UNION ALL ${counts('sessions', 'session')}`,
    params: { cells, sources, shift },
  };
};
