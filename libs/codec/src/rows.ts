import { ByteReader } from './byte.reader.js';

/** Rows `from` (inclusive) to `to` (exclusive) of one frame. */
export interface Run {
  from: number;
  to: number;
}

/** Neighbouring rows for which `wants` is true, joined to runs. */
export function runsOf(rows: number, wants: (row: number) => boolean): Run[] {
  const runs: Run[] = [];
  let open: Run | undefined;
  for (let row = 0; row < rows; row++) {
    if (!wants(row)) open = undefined;
    else if (open) open.to = row + 1;
    else runs.push((open = { from: row, to: row + 1 }));
  }
  return runs;
}

export const rowsIn = (runs: Run[]): number => runs.reduce((sum, { from, to }) => sum + to - from, 0);

/** The chosen rows of a column whose values are all `width` bytes. */
export function fixedRows(column: Buffer, width: number, runs: Run[]): Buffer[] {
  return runs.map(({ from, to }) => column.subarray(from * width, to * width));
}

/** The chosen rows of a column of strings; walks it only when rows are left out. */
export function stringRows(column: Buffer, rows: number, runs: Run[]): Buffer[] {
  if (rowsIn(runs) === rows) return [column];
  const reader = new ByteReader(column);
  const skip = (count: number): number => {
    for (let i = 0; i < count; i++) reader.slice(reader.varint());
    return reader.offset;
  };
  let row = 0;
  return runs.map(({ from, to }) => {
    const start = skip(from - row);
    const end = skip(to - from);
    row = to;
    return column.subarray(start, end);
  });
}
