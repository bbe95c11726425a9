import { type ChosenRows, fixedColumn, frameStringColumn, numberColumn, stringColumn } from './column.writer.js';
import { STRING_COLUMNS, TICKS_BYTES, UUID_BYTES } from './frame.format.js';
import { monthsOf } from './month.js';
import { type Allocate, nativeBlock } from './native-block.js';
import type { OpenFrame } from './open-frame.js';
import { type Run, rowsIn, runsOf } from './rows.js';

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
  /** Not these sequences. */
  skip?: ReadonlySet<number>;
}

/** One insert's worth of Native bytes. */
export interface EncodedBlock {
  rows: number;
  body: Buffer;
}

const TIME = "DateTime64(6, 'UTC')";

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

/** The chosen event rows of the frames, as one Native block in the order of the queue; empty when there are none. */
export function encodeEventBlock(
  frames: readonly PlacedFrame[],
  selection: RowSelection,
  batchId: string,
  allocate: Allocate = Buffer.allocUnsafeSlow,
): EncodedBlock {
  const chosen: ChosenRows[] = [];
  let rows = 0;
  for (const { first, frame } of frames) {
    const runs = chooseRows(first, frame, selection);
    const inFrame = rowsIn(runs);
    if (inFrame > 0) chosen.push({ first, frame, runs, rows: inFrame });
    rows += inFrame;
  }
  if (rows === 0) return { rows, body: allocate(0) };
  const columns = [
    fixedColumn('event_id', 'UUID', UUID_BYTES, chosen, (frame) => frame.columns.eventIdsAt),
    frameStringColumn('source', chosen, (frame) => frame.source),
    fixedColumn('timestamp', TIME, TICKS_BYTES, chosen, (frame) => frame.columns.timestampsAt),
    numberColumn('received_at', TIME, chosen, ({ frame }) => frame.receivedAtUs),
    ...STRING_COLUMNS.map((name, index) => stringColumn(name, index, chosen)),
    numberColumn('sequence', 'UInt64', chosen, ({ first }, row) => first + row),
    frameStringColumn('batch_id', chosen, () => batchId),
  ];
  return { rows, body: nativeBlock(rows, columns, allocate) };
}

/** How many of the chosen events lie in each month, ascending. */
export function countMonths(frames: readonly PlacedFrame[], selection: RowSelection): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { first, frame } of frames) {
    const months = monthsOf(frame.payload, frame.columns.timestampsAt, frame.events);
    for (let row = 0; row < frame.events; row++) {
      const sequence = first + row;
      if (sequence < selection.first || sequence > selection.last || selection.skip?.has(sequence)) continue;
      const month = months[row] ?? 0;
      counts.set(month, (counts.get(month) ?? 0) + 1);
    }
  }
  return new Map([...counts].sort(([a], [b]) => a - b));
}

function chooseRows(first: number, frame: OpenFrame, { first: from, last, months, skip }: RowSelection): Run[] {
  const start = Math.max(0, from - first);
  const end = Math.min(frame.events, last - first + 1);
  if (start >= end) return [];
  if (!months && !skip) return [{ from: start, to: end }];
  const wanted = months && new Set(months);
  const monthOfRow = monthsOf(frame.payload, frame.columns.timestampsAt, frame.events);
  const isWanted = (row: number) => !wanted || wanted.has(monthOfRow[row] ?? -1);
  return runsOf(end, (row) => row >= start && !skip?.has(first + row) && isWanted(row));
}
