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

/**
 * Every bit says that someone was there in that minute, so users per minute are counted by the bits of one row per user
 * and hour: no set of users per minute is ever made. Users and sessions come from one reading, since a second one costs as
 * much again to plan: a row of one kind has the other kind's id empty. Those without an id do not count.
 */
export const activesPerMinute = ({ cells, sources }: Cells): Question<ActivesPerCellRow> => ({
  name: 'actives_per_minute',
  sql: `
    SELECT kind, toUnixTimestamp(hour) AS cell, groupArrayInsertAt(0, 60)(people, minute) AS counts
    FROM (
      SELECT if(user_id != '', 'users', 'sessions') AS kind, hour, arrayJoin(bitPositionsToArray(bits)) AS minute, count() AS people
      FROM (
        SELECT hour, user_id, session_id, groupBitOr(minutes) AS bits
        FROM activity_hourly
        WHERE hour IN {cells:Array(UInt32)} ${ofSources(sources)}
        GROUP BY GROUPING SETS ((hour, user_id), (hour, session_id)))
      WHERE user_id != '' OR session_id != ''
      GROUP BY kind, hour, minute)
    GROUP BY kind, hour`,
  params: { cells, sources },
});

const DAY = 86_400;
/** 12 hours of 4 quarters each: half of a day fits into 64 bits, which are counted much faster than 128. */
const HALF_DAY = 48;
const hoursOf = (half: string): string =>
  `arrayMap(hour -> bitAnd(bitShiftRight(${half}, 4 * hour), 15) != 0, range(12))`;

/** The same for the hours of UTC days; in zones of half and quarter hours an hour begins `shift` quarters later. */
export const activesPerHour = ({ cells, sources, shift }: Cells & { shift: number }): Question<ActivesPerCellRow> => ({
  name: 'actives_per_hour',
  sql: `
    SELECT if(user != 0, 'users', 'sessions') AS kind, toUnixTimestamp(toDateTime(day, 'UTC')) AS cell,
      sumForEach(arrayConcat(${hoursOf('morning')}, ${hoursOf('afternoon')})) AS counts
    FROM (
      SELECT day, user, session, bitShiftRight(groupBitOr(quarters), {shift:UInt8}) AS bits,
        toUInt64(bitAnd(bits, ${2 ** HALF_DAY - 1})) AS morning, toUInt64(bitShiftRight(bits, ${HALF_DAY})) AS afternoon
      FROM activity_daily
      WHERE day IN {days:Array(UInt32)} ${ofSources(sources)}
      GROUP BY GROUPING SETS ((day, user), (day, session)))
    WHERE user != 0 OR session != 0
    GROUP BY kind, day`,
  params: { days: cells.map((cell) => cell / DAY), sources, shift },
});
