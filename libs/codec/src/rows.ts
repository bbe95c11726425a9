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

export function rowsIn(runs: readonly Run[]): number {
  let rows = 0;
  for (const { from, to } of runs) rows += to - from;
  return rows;
}

/** Where the chosen rows of a column of strings lie, which begins at `at`: the column is walked. */
export function stringRanges(bytes: Buffer, at: number, runs: readonly Run[]): Run[] {
  const reader = new ByteReader(bytes, at);
  const skip = (count: number): number => {
    for (let i = 0; i < count; i++) reader.skip(reader.varint());
    return reader.offset;
  };
  let row = 0;
  return runs.map(({ from, to }) => {
    const start = skip(from - row);
    const stop = skip(to - from);
    row = to;
    return { from: start, to: stop };
  });
}
