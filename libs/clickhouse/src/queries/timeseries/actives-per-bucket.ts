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
  /** The column of the cell, and what it is as a number, of which one is so many seconds. */
  time: string;
  number: string;
  seconds: number;
}

const QUARTERS: Bits = {
  prefix: 'quarter',
  type: 'UInt128',
  select: 'user, session',
  table: 'activity_daily',
  bits: 'quarters',
  time: 'day',
  number: 'toUInt32(day)',
  seconds: 86_400,
};

const MINUTES: Bits = {
  prefix: 'minute',
  type: 'UInt64',
  select: `${USER}, ${SESSION}`,
  table: 'activity_hourly',
  bits: 'minutes',
  time: 'hour',
  number: 'toUnixTimestamp(hour)',
  seconds: 1,
};

type Edge = BucketParts['edges'][number];

/** A part; of those who were not seen after `seenUntilUs`, the minute `running` belongs to it, too. */
type LayerPart = CellPart & { running?: number };

/** Parts of one cell go into different layers: a row belongs to one part of a layer at most. */
function layersOf(parts: readonly LayerPart[]): LayerPart[][] {
  const layers: Map<number, LayerPart>[] = [];
  for (const part of parts) {
    let layer = layers.find((one) => !one.has(part.cell));
    if (!layer) layers.push((layer = new Map()));
    layer.set(part.cell, part);
  }
  return layers.map((layer) => [...layer.values()]);
}

const maskOf = (from: number, to: number): bigint => (1n << BigInt(to)) - (1n << BigInt(from));

/**
 * The rows of the parts of a layer, whose cells are small constant tables: one plain select takes much less planning than one
 * per part, or a join.
 */
function fromLayer(bits: Bits, layer: readonly LayerPart[], i: number, sources: Sources) {
  const { prefix, type, select, table, time, number, seconds } = bits;
  const name = (what: string): string => `${prefix}${what}${i}`;
  const isRunning = layer.some(({ running }) => running !== undefined);
  const hasBit = (masks: string): string => `bitAnd(${bits.bits}, {${name(masks)}:Array(${type})}[part]) != 0`;
  const wasThere = isRunning
    ? `(${hasBit('Masks')} OR (${hasBit('Running')} AND last_seen <= ${instant('seenUntil')}))`
    : hasBit('Masks');
  const sql = `
  WITH transform(${number}, {${name('Cells')}:Array(UInt32)}, arrayEnumerate({${name('Cells')}:Array(UInt32)}), toUInt32(0)) AS part
  SELECT {${name('Buckets')}:Array(UInt32)}[part] AS bucket, ${select}
  FROM ${table}
  WHERE ${time} IN {${name('Cells')}:Array(UInt32)} AND ${wasThere} ${ofSources(sources)}`;
  const params: Record<string, unknown> = {
    [name('Cells')]: layer.map(({ cell }) => cell / seconds),
    [name('Buckets')]: layer.map(({ bucket }) => bucket),
    [name('Masks')]: layer.map(({ from, to }) => maskOf(from, to)),
  };
  if (isRunning) {
    params[name('Running')] = layer.map(({ running }) => (running === undefined ? 0n : 1n << BigInt(running)));
  }
  return { sql, params };
}

const MINUTE_US = 60_000_000;
const HOUR = 3_600;

/** The raw events of edges; those of the `running` one only where someone who was there has a later event. */
function fromEdges(edges: readonly Edge[], running: Edge | undefined, sources: Sources) {
  const [since, until] = [instant('runningSince'), instant('seenUntil')];
  const seenLater = `(SELECT count() FROM activity_hourly
    WHERE hour = toStartOfHour(${since}) AND bitTest(minutes, toMinute(${since})) AND last_seen > ${until} ${ofSources(sources)}) > 0`;
  const when = edges.map((edge, i) => {
    const between = `timestamp >= ${instant(`edgeFrom${i}`)} AND timestamp <= ${instant(`edgeTo${i}`)}`;
    return edge === running ? `(${between} AND ${seenLater})` : `(${between})`;
  });
  // They are in order of time, and none overlaps another.
  const bucket = edges
    .slice(0, -1)
    .reduceRight(
      (later, _, i) => `if(timestamp <= ${instant(`edgeTo${i}`)}, {edgeBucket${i}:UInt32}, ${later})`,
      `{edgeBucket${edges.length - 1}:UInt32}`,
    );
  const sql = `
  SELECT ${bucket} AS bucket, ${USER}, ${SESSION}
  FROM events
  WHERE (${when.join(' OR ')}) ${ofSources(sources)}`;
  const params = Object.fromEntries(
    edges.flatMap(({ bucket: of, fromUs, toUs }, i) => [
      [`edgeBucket${i}`, of],
      [`edgeFrom${i}`, fromUs],
      [`edgeTo${i}`, toUs],
    ]),
  );
  return { sql, params };
}

/** The part that the edge's minute becomes a part of, or is one of its own. */
function withRunning(parts: readonly CellPart[], { bucket, fromUs }: Edge): LayerPart[] {
  const start = fromUs / 1e6;
  const cell = Math.floor(start / HOUR) * HOUR;
  const running = (start - cell) / 60;
  const at = parts.findIndex((part) => part.bucket === bucket && part.cell === cell);
  return parts[at] === undefined
    ? [...parts, { bucket, cell, from: running, to: running, running }]
    : parts.map((part, i) => (i === at ? { ...part, running } : part));
}

/**
 * Distinct users and sessions of buckets that are put together from parts: someone who was there in several parts counts
 * once. Buckets where nobody was are not in the answer.
 *
 * An edge that begins with its minute is nearly always the running one, whose raw events may be hundreds of thousands: who
 * was there and has no later event than the edge's end was there in the edge. The raw events are read only where someone
 * has a later one.
 */
export function activesPerBucket(parts: BucketParts, sources: Sources): Question<ActivesPerBucketRow> {
  const running = parts.edges.find(({ fromUs }) => fromUs % MINUTE_US === 0);
  const minutes = running ? withRunning(parts.minutes, running) : parts.minutes;
  const tables = [
    ...layersOf(parts.quarters).map((layer, i) => fromLayer(QUARTERS, layer, i, sources)),
    ...layersOf(minutes).map((layer, i) => fromLayer(MINUTES, layer, i, sources)),
    ...(parts.edges.length > 0 ? [fromEdges(parts.edges, running, sources)] : []),
  ];
  const ofRunning = running && { runningSince: running.fromUs, seenUntil: running.toUs };
  return {
    name: 'actives_per_bucket',
    sql: `
      SELECT bucket, uniqExactIf(user, user != 0) AS users, uniqExactIf(session, session != 0) AS sessions
      FROM (${tables.map(({ sql }) => sql).join(' UNION ALL ')})
      GROUP BY bucket`,
    params: Object.assign({ sources }, ofRunning, ...tables.map(({ params }) => params)) as Record<string, unknown>,
  };
}
