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
  /** 1 where the running minute's people are not all known without its raw events. */
  is_unsure?: number;
}

/** Those who were there; `when` may leave some of the rows out. */
const hashes = (when: string): string =>
  ['user', 'session'].map((id) => `if(${id}_id = '' OR NOT ${when}, 0, sipHash64(${id}_id)) AS ${id}`).join(', ');

const ALWAYS = '(0 = 0)';
const NEVER = '0 = 1';

/** A table of bits, and how a part finds its rows in it. */
interface Bits {
  prefix: 'quarter' | 'minute';
  type: 'UInt64' | 'UInt128';
  select: (when: string) => string;
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
  select: () => 'user, session',
  table: 'activity_daily',
  bits: 'quarters',
  time: 'day',
  number: 'toUInt32(day)',
  seconds: 86_400,
};

const MINUTES: Bits = {
  prefix: 'minute',
  type: 'UInt64',
  select: hashes,
  table: 'activity_hourly',
  bits: 'minutes',
  time: 'hour',
  number: 'toUnixTimestamp(hour)',
  seconds: 1,
};

type Edge = BucketParts['edges'][number];

/** A part; of those who were not seen after the series' end, the minute `running` belongs to it, too. */
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
  const seen = `(${hasBit('Masks')} OR last_seen <= ${instant('seenUntil')})`;
  const sql = `
  WITH transform(${number}, {${name('Cells')}:Array(UInt32)}, arrayEnumerate({${name('Cells')}:Array(UInt32)}), toUInt32(0)) AS part
  SELECT {${name('Buckets')}:Array(UInt32)}[part] AS bucket, ${select(isRunning ? seen : ALWAYS)},
    ${isRunning ? `NOT ${seen}` : NEVER} AS unsure
  FROM ${table}
  WHERE ${time} IN {${name('Cells')}:Array(UInt32)}
    AND (${hasBit('Masks')} ${isRunning ? `OR ${hasBit('Running')}` : ''}) ${ofSources(sources)}`;
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

/** The raw events of edges. */
function fromEdges(edges: readonly Edge[], sources: Sources) {
  const when = edges.map(
    (_, i) => `(timestamp >= ${instant(`edgeFrom${i}`)} AND timestamp <= ${instant(`edgeTo${i}`)})`,
  );
  // They are in order of time, and none overlaps another.
  const bucket = edges
    .slice(0, -1)
    .reduceRight(
      (later, _, i) => `if(timestamp <= ${instant(`edgeTo${i}`)}, {edgeBucket${i}:UInt32}, ${later})`,
      `{edgeBucket${edges.length - 1}:UInt32}`,
    );
  const sql = `
  SELECT ${bucket} AS bucket, ${hashes(ALWAYS)}, ${NEVER} AS unsure
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
 * was there and has no later event than the edge's end was there in the edge. Where someone has a later one, the answer is
 * unsure, and has to be asked for again with `readsRunning`, or was asked for so from the beginning.
 */
export function activesPerBucket(
  parts: BucketParts,
  sources: Sources,
  readsRunning = false,
): Question<ActivesPerBucketRow> {
  const running = parts.edges.find(({ fromUs }) => fromUs % MINUTE_US === 0);
  const minutes = running ? withRunning(parts.minutes, running) : parts.minutes;
  const edges = readsRunning ? parts.edges : parts.edges.filter((edge) => edge !== running);
  const tables = [
    ...layersOf(parts.quarters).map((layer, i) => fromLayer(QUARTERS, layer, i, sources)),
    ...layersOf(minutes).map((layer, i) => fromLayer(MINUTES, layer, i, sources)),
    ...(edges.length > 0 ? [fromEdges(edges, sources)] : []),
  ];
  return {
    name: 'actives_per_bucket',
    sql: `
      SELECT bucket, uniqExactIf(user, user != 0) AS users, uniqExactIf(session, session != 0) AS sessions, max(unsure) AS is_unsure
      FROM (${tables.map(({ sql }) => sql).join(' UNION ALL ')})
      GROUP BY bucket`,
    params: Object.assign(
      { sources },
      running && { seenUntil: running.toUs },
      ...tables.map(({ params }) => params),
    ) as Record<string, unknown>,
  };
}
