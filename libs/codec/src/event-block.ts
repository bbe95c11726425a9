import {
  type ChosenRows,
  type FrameColumn,
  fixedColumn,
  frameStringColumn,
  numberColumn,
  sameStringColumn,
  stringColumn,
} from './column.writer.js';
import { STRING_COLUMNS, TICKS_BYTES, UUID_BYTES } from './frame.format.js';
import { MonthReader } from './month.js';
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
  const columns = eventColumns(batchId);
  const sizes = columns.map(() => 0);
  const chosen: ChosenRows[] = [];
  let rows = 0;
  for (const { first, frame } of frames) {
    const runs = chooseRows(first, frame, selection);
    const inFrame = rowsIn(runs);
    if (inFrame === 0) continue;
    const one = { first, frame, runs, rows: inFrame };
    for (let i = 0; i < columns.length; i++) sizes[i] = (sizes[i] as number) + (columns[i] as FrameColumn).size(one);
    chosen.push(one);
    rows += inFrame;
  }
  if (rows === 0) return { rows, body: allocate(0) };
  const heads = columns.map(({ head }) => head?.(rows));
  const sized = columns.map(({ name, type }, i) => ({
    name,
    type,
    bytes: (sizes[i] as number) + (heads[i]?.length ?? 0),
  }));
  const body = nativeBlock(rows, sized, allocate, (block, places) => {
    for (const [i, head] of heads.entries()) places[i] = (places[i] as number) + (head?.copy(block, places[i]) ?? 0);
    for (const one of chosen) {
      for (let i = 0; i < columns.length; i++) {
        places[i] = (columns[i] as FrameColumn).put(one, block, places[i] as number);
      }
    }
  });
  return { rows, body };
}

const eventColumns = (batchId: string): FrameColumn[] => [
  fixedColumn('event_id', 'UUID', UUID_BYTES, (frame) => frame.columns.eventIdsAt),
  frameStringColumn('source', (frame) => frame.source),
  fixedColumn('timestamp', TIME, TICKS_BYTES, (frame) => frame.columns.timestampsAt),
  numberColumn('received_at', TIME, ({ frame }) => frame.receivedAtUs),
  ...STRING_COLUMNS.map((name, index) => stringColumn(name, index)),
  numberColumn('sequence', 'UInt64', ({ first }, row) => first + row),
  sameStringColumn('batch_id', batchId),
];

/** How many of the chosen events lie in each month, ascending. */
export function countMonths(frames: readonly PlacedFrame[], selection: RowSelection): Map<number, number> {
  const counts = new Map<number, number>();
  const reader = new MonthReader();
  for (const { first, frame } of frames) {
    for (let row = 0; row < frame.events; row++) {
      const sequence = first + row;
      if (sequence < selection.first || sequence > selection.last || selection.skip?.has(sequence)) continue;
      const month = reader.at(frame.payload, frame.columns.timestampsAt + row * TICKS_BYTES);
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
  const reader = new MonthReader();
  const isWanted = (row: number) =>
    !wanted || wanted.has(reader.at(frame.payload, frame.columns.timestampsAt + row * TICKS_BYTES));
  return runsOf(end, (row) => row >= start && !skip?.has(first + row) && isWanted(row));
}
