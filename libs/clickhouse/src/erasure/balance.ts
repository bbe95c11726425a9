import type { Shape } from '../maintenance/aggregate-shape.js';
import { selectOver } from '../maintenance/aggregate-sql.js';

/** A piece of an aggregate that is compared with the raw rows that lie in it. */
export interface Piece {
  shape: Shape;
  /** A condition on the raw rows, and one on the rows of the aggregate, that mean the same time. */
  rawIn: string;
  in: string;
}

const keysOf = ({ columns }: Shape): string => columns.flatMap(({ name, merge }) => (merge ? [] : [name])).join(', ');

function sumsOf({ table, columns }: Shape): string[] {
  const values = columns.filter(({ merge }) => merge !== undefined);
  if (values.some(({ merge }) => merge !== 'sum')) throw new TypeError(`${table} does not only hold sums`);
  return values.map(({ name }) => name);
}

/**
 * Makes the sums of a piece agree with the raw rows by adding the signed difference, as mending does: no reader sees a gap,
 * doing it twice changes nothing. Nothing may be inserted meanwhile.
 *
 * Of a cluster one shard is balanced against its own raw rows, and is to be given the difference (`insert_shard_id`): spread
 * by the sharding key, +3 would lie on one shard and -3 on another, and be seen each without the other when they go.
 */
export function balanceSql({ shape, rawIn, in: within }: Piece, shard?: number): string {
  const keys = keysOf(shape);
  const sums = sumsOf(shape);
  const list = (each: (name: string) => string): string => sums.map(each).join(', ');
  const own = shard === undefined ? '' : ` AND _shard_num = ${shard}`;
  const rows = selectOver(shape.select, shape.reads, `(SELECT * FROM ${shape.raw} WHERE ${rawIn}${own})`);
  return `
    INSERT INTO ${shape.table} (${keys}, ${sums.join(', ')})
    SELECT ${keys}, ${list((name) => `toUInt64(sum(d_${name}))`)} FROM
    (
      SELECT ${keys}, ${list((name) => `toInt64(${name}) AS d_${name}`)} FROM (${rows}) WHERE ${within}
      UNION ALL
      SELECT ${keys}, ${list((name) => `-toInt64(sum(${name})) AS d_${name}`)} FROM ${shape.table} WHERE ${within}${own}
      GROUP BY ${keys}
    )
    GROUP BY ${keys} HAVING ${sums.map((name) => `sum(d_${name}) != 0`).join(' OR ')}`;
}

/** Removes rows of a piece whose sums are all zero: the raw rows call for none, and a page's address may name a person. */
export const dropZerosSql = (piece: Piece): string => `
    DELETE FROM ${piece.shape.table} WHERE ${piece.in} AND (${keysOf(piece.shape)}) IN
      (${zeroKeysSql(piece)})`;

/** The keys of a piece whose sums are all zero. */
function zeroKeysSql({ shape, in: within }: Piece): string {
  const keys = keysOf(shape);
  const isZero = sumsOf(shape).map((name) => `sum(${name}) = 0`);
  return `SELECT ${keys} FROM ${shape.table} WHERE ${within} GROUP BY ${keys} HAVING ${isZero.join(' AND ')}`;
}

/** Such keys as ClickHouse writes a tuple, in a column `zero`; not all at once where there are many. */
export const zerosSql = (piece: Piece): string =>
  `SELECT toString(tuple(${keysOf(piece.shape)})) AS zero FROM (${zeroKeysSql(piece)}) LIMIT 10000`;

/**
 * Removes rows by such keys. On a cluster each replica carries a deletion out by itself, at its own time: one that asked
 * which sums are zero might be told something else than its neighbour, or after half of the rows have gone.
 */
export const dropKeysSql = ({ shape }: Piece, zeros: readonly string[]): string =>
  `DELETE FROM ${shape.table} WHERE (${keysOf(shape)}) IN (${zeros.join(', ')})`;

/** Cuts texts to lists of so many bytes of UTF-8 in all, at least one text in each. Pure. */
export function batchesOf(texts: readonly string[], mostBytes: number): string[][] {
  const batches: string[][] = [];
  let bytes = Infinity;
  for (const text of texts) {
    const size = Buffer.byteLength(text);
    if (bytes + size > mostBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(text);
    bytes += size;
  }
  return batches;
}
