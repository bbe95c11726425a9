import { type Cursor, encodeCursor } from './cursor.js';

/** One answer of a walk. */
export interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
}

/** Cuts `limit` rows from what was found; one row more than that tells that the walk goes on. Pure. */
export function pageOf<Row>(found: readonly Row[], limit: number, cursorOf: (row: Row) => Cursor): Page<Row> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null };
}
