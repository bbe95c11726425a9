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
 */
export function balanceSql({ shape, rawIn, in: within }: Piece): string {
  const keys = keysOf(shape);
  const sums = sumsOf(shape);
  const list = (each: (name: string) => string): string => sums.map(each).join(', ');
  const rows = selectOver(shape.select, shape.raw, `(SELECT * FROM ${shape.raw} WHERE ${rawIn})`);
  return `
    INSERT INTO ${shape.table} (${keys}, ${sums.join(', ')})
    SELECT ${keys}, ${list((name) => `toUInt64(sum(d_${name}))`)} FROM
    (
      SELECT ${keys}, ${list((name) => `toInt64(${name}) AS d_${name}`)} FROM (${rows}) WHERE ${within}
      UNION ALL
      SELECT ${keys}, ${list((name) => `-toInt64(sum(${name})) AS d_${name}`)} FROM ${shape.table} WHERE ${within}
      GROUP BY ${keys}
    )
    GROUP BY ${keys} HAVING ${sums.map((name) => `sum(d_${name}) != 0`).join(' OR ')}`;
}

/** Removes rows of a piece whose sums are all zero: the raw rows call for none, and a page's address may name a person. */
export function dropZerosSql({ shape, in: within }: Piece): string {
  const keys = keysOf(shape);
  const isZero = sumsOf(shape).map((name) => `sum(${name}) = 0`);
  return `
    DELETE FROM ${shape.table} WHERE ${within} AND (${keys}) IN
      (SELECT ${keys} FROM ${shape.table} WHERE ${within} GROUP BY ${keys} HAVING ${isZero.join(' AND ')})`;
}
