/** What leaves a table next. */
export interface DropStep {
  /** What it is: `the month 2026-01` or `the day 2026-01-31`. */
  what: string;
  rows: number;
  bytes: number;
  /** When it may go, in seconds since the epoch; it goes with one of the next merges after that. */
  at: number;
}

/** A part as the database describes it. */
export interface PartFacts {
  partition_id: string;
  rows: number;
  bytes: number;
  /** When its youngest row is too old, in seconds since the epoch; 0: never, or not worked out yet. */
  drop_at: number;
}

/** The month whose parts go first: each part goes when its youngest row is too old, the month with its last part. Pure. */
export function nextMonth(parts: readonly PartFacts[]): DropStep | undefined {
  const months = new Map<string, DropStep>();
  for (const { partition_id: id, rows, bytes, drop_at } of parts) {
    if (drop_at === 0) continue;
    const what = `the month ${id.slice(0, 4)}-${id.slice(4, 6)}`;
    const month = months.get(id) ?? { what, rows: 0, bytes: 0, at: 0 };
    months.set(id, {
      what,
      rows: month.rows + rows,
      bytes: month.bytes + bytes,
      at: Math.max(month.at, drop_at),
    });
  }
  return [...months.values()].sort((a, b) => a.at - b.at)[0];
}
