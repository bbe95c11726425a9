/** A span of time in seconds since the epoch: from (inclusive) to (exclusive). */
export interface Chunk {
  from: number;
  to: number;
  /** Raw rows in it. */
  rows: number;
}

const DAY = 86_400;

/** Whole UTC days joined to chunks of about `mostRows`, so that no statement holds more than that in memory. Pure. */
export function chunksOf(days: readonly { day: number; rows: number }[], mostRows: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (const { day, rows } of [...days].sort((a, b) => a.day - b.day)) {
    const last = chunks.at(-1);
    if (last && last.rows + rows <= mostRows) {
      last.to = day + DAY;
      last.rows += rows;
    } else chunks.push({ from: day, to: day + DAY, rows });
  }
  return chunks;
}

/** What of some chunks lies at or after a second; their rows are then an upper bound. Pure. */
export const since = (second: number, chunks: readonly Chunk[]): Chunk[] =>
  chunks.filter(({ to }) => to > second).map((chunk) => ({ ...chunk, from: Math.max(chunk.from, second) }));
