import { second } from '../queries/fragments.js';
import type { Shape } from './aggregate-shape.js';

/** The SELECT of a view over something else than the table that it names, such as `(SELECT ...)`. Pure. */
export function selectOver(select: string, table: string, instead: string): string {
  const from = new RegExp(`\\bFROM (?:\`?\\w+\`?\\.)?\`?${table}\`?(?=\\s|\\)|,|$)`, 'g');
  if (select.match(from)?.length !== 1) throw new Error(`the view does not read from ${table} exactly once: ${select}`);
  return select.replace(from, () => `FROM ${instead}`);
}

/** The condition that picks the rows between the bound seconds `chunkFrom` and `chunkTo` by a column. */
export const inChunk = (column: string, roundsUp = false): string =>
  roundsUp
    ? `${column} > ${second('chunkFrom')} AND ${column} <= ${second('chunkTo')}`
    : `${column} >= ${second('chunkFrom')} AND ${column} < ${second('chunkTo')}`;

/** What an aggregate must hold for a chunk of time, made from rows of `rawTable` anew. */
export function expectedRows(shape: Shape, shapes: readonly Shape[], rawTable: string): string {
  const rows = `(SELECT * FROM ${rawTable} WHERE ${inChunk(shape.time, shape.roundsUp)})`;
  if (!shape.hangsOn) return selectOver(shape.select, shape.reads, rows);
  const below = shapes.find(({ table }) => table === shape.hangsOn);
  if (!below) throw new Error(`${shape.table} hangs on ${shape.hangsOn}, which is no aggregate`);
  return selectOver(shape.select, shape.reads, `(${selectOver(below.select, below.reads, rows)})`);
}

/** Mending takes away by a negative difference: where nothing but sums is kept, a row that came to zero says nothing. */
function notEmpty({ columns }: Shape): string {
  const values = columns.filter(({ merge }) => merge);
  if (!values.every(({ merge }) => merge === 'sum')) return '';
  return `HAVING ${values.map(({ name }) => `${name} != 0`).join(' OR ')}`;
}

/** One row per bucket: how many rows it has, and the sum of their hashes. */
function checksums(shape: Shape, rows: string, side: string): string {
  const { bucket, columns } = shape;
  const keys = columns.filter(({ merge }) => !merge).map(({ name }) => name);
  const merged = columns.map(({ name, merge }) => (merge ? `${merge}(${name}) AS ${name}` : name));
  const typed = columns.map(({ name, type }) => `CAST(${name}, '${type.replaceAll("'", "\\'")}')`);
  return `
    SELECT '${side}' AS side, toUnixTimestamp(toDateTime(${bucket}, 'UTC')) AS bucket_second,
      sum(cityHash64(${typed.join(', ')})) AS checksum, count() AS bucket_rows
    FROM (SELECT ${merged.join(', ')} FROM (${rows}) GROUP BY ${keys.join(', ')} ${notEmpty(shape)})
    GROUP BY bucket_second`;
}

/** The buckets of a chunk in which an aggregate and the raw rows do not say the same. */
export function differencesSql(shape: Shape, shapes: readonly Shape[]): string {
  const names = shape.columns.map(({ name }) => name).join(', ');
  const actual = `SELECT ${names} FROM ${shape.table} WHERE ${inChunk(shape.bucket, shape.roundsUp)}`;
  return `
    SELECT bucket_second AS bucket, sumIf(bucket_rows, side = 'raw') AS expected_rows,
      sumIf(bucket_rows, side = 'aggregate') AS actual_rows
    FROM (
      ${checksums(shape, expectedRows(shape, shapes, shape.raw), 'raw')}
      UNION ALL
      ${checksums(shape, actual, 'aggregate')})
    GROUP BY bucket_second
    HAVING sumIf(checksum, side = 'raw') != sumIf(checksum, side = 'aggregate') OR expected_rows != actual_rows
    ORDER BY bucket_second`;
}

/** Adds what the snapshot says of a chunk to the shadow of an aggregate. */
export function backfillSql(shape: Shape, shapes: readonly Shape[]): string {
  const names = shape.columns.map(({ name }) => name).join(', ');
  const rows = expectedRows(shape, shapes, shadowOf(shape.raw));
  return `INSERT INTO ${shadowOf(shape.table)} (${names}) SELECT ${names} FROM (${rows})`;
}

/** The table that stands beside one while it is rebuilt: a snapshot of a raw table, or an aggregate in the making. */
export const shadowOf = (table: string): string => `${table}_rebuild`;
