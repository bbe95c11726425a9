import { type Sources, type TimeRange, instant, ofSources } from '../fragments.js';
import type { Question } from '../question.js';

/** A part of a bucket that an aggregate knows: bits `from` (inclusive) to `to` (exclusive) of one cell. */
export interface CellPart {
  bucket: number;
  /** Where the cell begins (a UTC day or hour), in seconds since the epoch. */
  cell: number;
  from: number;
  to: number;
}

/** What buckets are made of: quarters of UTC days, minutes of UTC hours, and what fills no whole minute. */
export interface BucketParts {
  quarters: CellPart[];
  minutes: CellPart[];
  edges: (TimeRange & { bucket: number })[];
}

export interface ActivesPerBucketRow {
  bucket: number;
  users: number;
  sessions: number;
}

const USER = `if(user_id = '', 0, sipHash64(user_id)) AS user`;
const SESSION = `if(session_id = '', 0, sipHash64(session_id)) AS session`;

/** The parts as a small table with the columns `cell`, `bucket` and `mask`; `type` is the aggregate's type of bits. */
const partsTable = (prefix: string, type: 'UInt64' | 'UInt128'): string => `
  SELECT part.1 AS cell, part.2 AS bucket,
    to${type}(bitShiftLeft(to${type}(1), part.4) - bitShiftLeft(to${type}(1), part.3)) AS mask
  FROM (
    SELECT arrayJoin(arrayZip({${prefix}Cells:Array(UInt32)}, {${prefix}Buckets:Array(UInt32)},
      {${prefix}From:Array(UInt8)}, {${prefix}To:Array(UInt8)})) AS part)`;

const partsParams = (prefix: string, parts: readonly CellPart[]): Record<string, number[]> => ({
  [`${prefix}Cells`]: parts.map(({ cell }) => cell),
  [`${prefix}Buckets`]: parts.map(({ bucket }) => bucket),
  [`${prefix}From`]: parts.map(({ from }) => from),
  [`${prefix}To`]: parts.map(({ to }) => to),
});

const fromQuarters = (sources: Sources): string => `
  SELECT bucket, user, session
  FROM activity_daily INNER JOIN (${partsTable('quarter', 'UInt128')}) AS parts
    ON toUnixTimestamp(toDateTime(activity_daily.day, 'UTC')) = parts.cell
  WHERE day IN (SELECT toDate(toDateTime(arrayJoin({quarterCells:Array(UInt32)}), 'UTC')))
    AND bitAnd(quarters, mask) != 0 ${ofSources(sources)}`;

const fromMinutes = (sources: Sources): string => `
  SELECT bucket, ${USER}, ${SESSION}
  FROM activity_hourly INNER JOIN (${partsTable('minute', 'UInt64')}) AS parts
    ON toUnixTimestamp(activity_hourly.hour) = parts.cell
  WHERE hour IN (SELECT toDateTime(arrayJoin({minuteCells:Array(UInt32)}), 'UTC'))
    AND bitAnd(minutes, mask) != 0 ${ofSources(sources)}`;

const fromEdge = (i: number, sources: Sources): string => `
  SELECT {edgeBucket${i}:UInt32} AS bucket, ${USER}, ${SESSION}
  FROM events
  WHERE timestamp >= ${instant(`edgeFrom${i}`)} AND timestamp <= ${instant(`edgeTo${i}`)} ${ofSources(sources)}`;

/**
 * An edge that begins with its minute is nearly always the running one, whose raw events may be hundreds of thousands: who
 * was there and has no later event than the edge's end was there in the edge. The raw events are read only where someone
 * has a later one.
 */
const fromRunningMinute = (i: number, sources: Sources): string => {
  const [from, to] = [instant(`edgeFrom${i}`), instant(`edgeTo${i}`)];
  const present = `hour = toStartOfHour(${from}) AND bitTest(minutes, toMinute(${from})) ${ofSources(sources)}`;
  return `
  SELECT {edgeBucket${i}:UInt32} AS bucket, ${USER}, ${SESSION}
  FROM activity_hourly
  WHERE ${present} AND last_seen <= ${to}
  UNION ALL
  ${fromEdge(i, sources)} AND (SELECT count() FROM activity_hourly WHERE ${present} AND last_seen > ${to}) > 0`;
};

const MINUTE_US = 60_000_000;

/**
 * Distinct users and sessions of buckets that are put together from parts: someone who was there in several parts counts
 * once. Buckets where nobody was are not in the answer.
 */
export function activesPerBucket(parts: BucketParts, sources: Sources): Question<ActivesPerBucketRow> {
  const tables: string[] = parts.edges.map(({ fromUs }, i) =>
    fromUs % MINUTE_US === 0 ? fromRunningMinute(i, sources) : fromEdge(i, sources),
  );
  const params: Record<string, unknown> = { sources };
  if (parts.quarters.length > 0) {
    tables.push(fromQuarters(sources));
    Object.assign(params, partsParams('quarter', parts.quarters));
  }
  if (parts.minutes.length > 0) {
    tables.push(fromMinutes(sources));
    Object.assign(params, partsParams('minute', parts.minutes));
  }
  for (const [i, { bucket, fromUs, toUs }] of parts.edges.entries()) {
    Object.assign(params, { [`edgeBucket${i}`]: bucket, [`edgeFrom${i}`]: fromUs, [`edgeTo${i}`]: toUs });
  }
  return {
    name: 'actives_per_bucket',
    sql: `
      SELECT bucket, uniqExactIf(user, user != 0) AS users, uniqExactIf(session, session != 0) AS sessions
      FROM (${tables.join(' UNION ALL ')})
      GROUP BY bucket`,
    params,
  };
}
