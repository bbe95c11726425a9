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

/** A table of bits, and how a part finds its rows in it. */
interface Bits {
  prefix: 'quarter' | 'minute';
  type: 'UInt64' | 'UInt128';
  select: string;
  table: string;
  bits: string;
  /** The column of the cell, and a cell's start as its type. */
  time: string;
  cell: (second: string) => string;
}

const QUARTERS: Bits = {
  prefix: 'quarter',
  type: 'UInt128',
  select: 'user, session',
  table: 'activity_daily',
  bits: 'quarters',
  time: 'day',
  cell: (second) => `toDate(toDateTime(${second}, 'UTC'))`,
};

const MINUTES: Bits = {
  prefix: 'minute',
  type: 'UInt64',
  select: `${USER}, ${SESSION}`,
  table: 'activity_hourly',
  bits: 'minutes',
  time: 'hour',
  cell: (second) => `toDateTime(${second}, 'UTC')`,
};

/** Up to so many parts are selected one by one: that takes less than to plan a join. */
const FEW_PARTS = 3;

const maskOf = (type: string, from: string, to: string): string =>
  `to${type}(bitShiftLeft(to${type}(1), ${to}) - bitShiftLeft(to${type}(1), ${from}))`;

/** The rows of each of a few parts; `Array(...)` parameters hold the parts, as for many. */
const fromFewParts = ({ prefix, type, select, table, bits, time, cell }: Bits, many: number, sources: Sources) =>
  Array.from({ length: many }, (_, i) => {
    const at = (name: string, of: string): string => `{${prefix}${name}:Array(${of})}[${i + 1}]`;
    return `
  SELECT ${at('Buckets', 'UInt32')} AS bucket, ${select}
  FROM ${table}
  WHERE ${time} = ${cell(at('Cells', 'UInt32'))}
    AND bitAnd(${bits}, ${maskOf(type, at('From', 'UInt8'), at('To', 'UInt8'))}) != 0 ${ofSources(sources)}`;
  });

/** The rows of many parts, which are a small table with the columns `cell`, `bucket` and `mask`. */
const fromManyParts = ({ prefix, type, select, table, bits, time, cell }: Bits, sources: Sources): string => `
  SELECT bucket, ${select}
  FROM ${table} INNER JOIN (
    SELECT part.1 AS cell, part.2 AS bucket, ${maskOf(type, 'part.3', 'part.4')} AS mask
    FROM (
      SELECT arrayJoin(arrayZip({${prefix}Cells:Array(UInt32)}, {${prefix}Buckets:Array(UInt32)},
        {${prefix}From:Array(UInt8)}, {${prefix}To:Array(UInt8)})) AS part)) AS parts
    ON toUnixTimestamp(toDateTime(${table}.${time}, 'UTC')) = parts.cell
  WHERE ${time} IN (SELECT ${cell(`arrayJoin({${prefix}Cells:Array(UInt32)})`)})
    AND bitAnd(${bits}, mask) != 0 ${ofSources(sources)}`;

const partsParams = (prefix: string, parts: readonly CellPart[]): Record<string, number[]> => ({
  [`${prefix}Cells`]: parts.map(({ cell }) => cell),
  [`${prefix}Buckets`]: parts.map(({ bucket }) => bucket),
  [`${prefix}From`]: parts.map(({ from }) => from),
  [`${prefix}To`]: parts.map(({ to }) => to),
});

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
  for (const [bits, own] of [
    [QUARTERS, parts.quarters],
    [MINUTES, parts.minutes],
  ] as const) {
    if (own.length === 0) continue;
    if (own.length <= FEW_PARTS) tables.push(...fromFewParts(bits, own.length, sources));
    else tables.push(fromManyParts(bits, sources));
    Object.assign(params, partsParams(bits.prefix, own));
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
