import { STRING_COLUMNS, TICKS_BYTES, UUID_BYTES } from './frame.format.js';
import { monthsOf } from './month.js';
import { type NativeColumn, nativeBlock, nativeString, repeated, sequenceColumn, u64 } from './native-block.js';
import type { OpenFrame } from './open-frame.js';
import { type Run, fixedRows, rowsIn, runsOf, stringRows } from './rows.js';

/** A frame with the number that the queue gave to its first row. */
export interface PlacedFrame {
  first: number;
  frame: OpenFrame;
}

/** Which rows an insert takes: a range of sequences and, where one insert would touch too many partitions, of months. */
export interface RowSelection {
  first: number;
  last: number;
  /** Only these months, counted since January 1970. */
  months?: readonly number[];
}

/** One insert's worth: Native bytes in pieces. */
export interface EncodedBlock {
  rows: number;
  pieces: Buffer[];
}

const TYPES = { id: 'UUID', time: "DateTime64(6, 'UTC')", text: 'String', number: 'UInt64' } as const;

/** A frame without events has no columns; none of its rows is ever chosen. */
const NO_ROWS = Buffer.alloc(0);

/** The columns of an events block, in order. */
export const EVENT_COLUMNS = [
  'event_id',
  'source',
  'timestamp',
  'received_at',
  ...STRING_COLUMNS,
  'sequence',
  'batch_id',
] as const;

/** The chosen event rows of the frames, as one Native block in the order of the queue; no pieces when there are none. */
export function encodeEventBlock(frames: PlacedFrame[], selection: RowSelection, batchId: string): EncodedBlock {
  const chosen = frames
    .map((placed) => ({ ...placed, runs: chooseRows(placed, selection) }))
    .filter(({ runs }) => runs.length > 0);
  const rows = chosen.reduce((sum, { runs }) => sum + rowsIn(runs), 0);
  if (rows === 0) return { rows, pieces: [] };

  const column = (
    name: string,
    type: string,
    of: (placed: PlacedFrame & { runs: Run[] }) => Buffer[],
  ): NativeColumn => ({
    name,
    type,
    values: chosen.flatMap(of),
  });
  const columns = [
    column('event_id', TYPES.id, ({ frame, runs }) => fixedRows(frame.columns.eventIds, UUID_BYTES, runs)),
    column('source', TYPES.text, ({ frame, runs }) => [repeated(nativeString(frame.source), rowsIn(runs))]),
    column('timestamp', TYPES.time, ({ frame, runs }) => fixedRows(frame.columns.timestamps, TICKS_BYTES, runs)),
    column('received_at', TYPES.time, ({ frame, runs }) => [repeated(u64(frame.receivedAtUs), rowsIn(runs))]),
    ...STRING_COLUMNS.map((name, i) =>
      column(name, TYPES.text, ({ frame, runs }) =>
        stringRows(frame.columns.strings[i] ?? NO_ROWS, frame.events, runs),
      ),
    ),
    column('sequence', TYPES.number, ({ first, runs }) =>
      runs.map(({ from, to }) => sequenceColumn(first + from, to - from)),
    ),
    { name: 'batch_id', type: TYPES.text, values: [repeated(nativeString(batchId), rows)] },
  ];
  return { rows, pieces: nativeBlock(rows, columns) };
}

/** How many of the chosen events lie in each month, ascending. */
export function countMonths(frames: PlacedFrame[], selection: RowSelection): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { first, frame } of frames) {
    const months = monthsOf(frame.columns.timestamps, frame.events);
    for (let row = 0; row < frame.events; row++) {
      if (first + row < selection.first || first + row > selection.last) continue;
      const month = months[row] ?? 0;
      counts.set(month, (counts.get(month) ?? 0) + 1);
    }
  }
  return new Map([...counts].sort(([a], [b]) => a - b));
}

function chooseRows({ first, frame }: PlacedFrame, { first: from, last, months }: RowSelection): Run[] {
  const start = Math.max(0, from - first);
  const end = Math.min(frame.events, last - first + 1);
  if (start >= end) return [];
  if (!months) return [{ from: start, to: end }];
  const wanted = new Set(months);
  const monthOfRow = monthsOf(frame.columns.timestamps, frame.events);
  return runsOf(end, (row) => row >= start && wanted.has(monthOfRow[row] ?? -1));
}
