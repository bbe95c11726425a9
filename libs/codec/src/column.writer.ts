import { dictionaryOfOne, nativeString, putU64 } from './native-block.js';
import type { OpenFrame } from './open-frame.js';
import { type Run, stringRanges } from './rows.js';

/** The chosen rows of a frame whose first row has the number `first`. */
export interface ChosenRows {
  first: number;
  frame: OpenFrame;
  runs: readonly Run[];
  /** How many rows the runs hold. */
  rows: number;
}

/**
 * A column that is asked frame by frame: a batch may hold 50,000 frames of one event, and going through all of them once
 * for each column would miss the cache at every step.
 */
export interface FrameColumn {
  name: string;
  type: string;
  /** Bytes that the rows take. */
  size: (one: ChosenRows) => number;
  /** What stands before all of the rows. */
  head?: (rows: number) => Buffer;
  /** Writes the rows at `at`; answers where they end. */
  put: (one: ChosenRows, target: Buffer, at: number) => number;
}

/** So few bytes are copied faster by a loop than by a call into the runtime. */
const SHORT_COPY = 24;

function copy(from: Buffer, start: number, end: number, target: Buffer, offset: number): void {
  if (end - start > SHORT_COPY) {
    from.copy(target, offset, start, end);
    return;
  }
  for (let i = start, to = offset; i < end; i++, to++) target[to] = from[i] ?? 0;
}

/** A column of fixed width that lies in the frames as it is sent. */
export function fixedColumn(
  name: string,
  type: string,
  width: number,
  begin: (frame: OpenFrame) => number,
): FrameColumn {
  const size = ({ rows }: ChosenRows) => rows * width;
  const put = ({ frame, runs }: ChosenRows, target: Buffer, at: number) => {
    const start = begin(frame);
    let to = at;
    for (const run of runs) {
      copy(frame.payload, start + run.from * width, start + run.to * width, target, to);
      to += (run.to - run.from) * width;
    }
    return to;
  };
  return { name, type, size, put };
}

/** A column of strings that lies in the frames as it is sent; `index` counts the frame's string columns. */
export function stringColumn(name: string, index: number): FrameColumn {
  const size = ({ frame, runs, rows }: ChosenRows) => {
    const at = frame.columns.strings[index * 2] ?? 0;
    // A frame may hold a single event: a whole frame makes no garbage here.
    if (rows === frame.events) return (frame.columns.strings[index * 2 + 1] ?? 0) - at;
    return stringRanges(frame.payload, at, runs).reduce((bytes, { from, to }) => bytes + to - from, 0);
  };
  const put = ({ frame, runs, rows }: ChosenRows, target: Buffer, at: number) => {
    const start = frame.columns.strings[index * 2] ?? 0;
    if (rows === frame.events) {
      const end = frame.columns.strings[index * 2 + 1] ?? 0;
      copy(frame.payload, start, end, target, at);
      return at + end - start;
    }
    let place = at;
    for (const { from, to } of stringRanges(frame.payload, start, runs)) {
      copy(frame.payload, from, to, target, place);
      place += to - from;
    }
    return place;
  };
  return { name, type: 'String', size, put };
}

/** A column of one string for each frame. */
export function frameStringColumn(name: string, valueOf: (frame: OpenFrame) => string): FrameColumn {
  const encoded = new Map<string, Buffer>();
  const encode = (frame: OpenFrame): Buffer => {
    const value = valueOf(frame);
    let known = encoded.get(value);
    if (!known) encoded.set(value, (known = nativeString(value)));
    return known;
  };
  const size = ({ frame, rows }: ChosenRows) => encode(frame).length * rows;
  const put = ({ frame, rows }: ChosenRows, target: Buffer, at: number) => {
    const value = encode(frame);
    const end = at + value.length * rows;
    if (rows === 1) copy(value, 0, value.length, target, at);
    else target.fill(value, at, end);
    return end;
  };
  return { name, type: 'String', size, put };
}

function putZeros({ rows }: ChosenRows, target: Buffer, at: number): number {
  if (rows === 1) target[at] = 0;
  else target.fill(0, at, at + rows);
  return at + rows;
}

/**
 * A column of one string for the whole block: the name of a batch takes a byte a row in place of 45, on its way through
 * two processes and a file.
 */
export function sameStringColumn(name: string, value: string): FrameColumn {
  const head = (rows: number) => dictionaryOfOne(value, rows);
  return { name, type: 'LowCardinality(String)', size: ({ rows }) => rows, head, put: putZeros };
}

const bytesOfNumbers = ({ rows }: ChosenRows): number => rows * 8;

/** A column of whole numbers up to 2^53, eight bytes each; `valueOf` is given the frame and the row in it. */
export function numberColumn(
  name: string,
  type: string,
  valueOf: (one: ChosenRows, row: number) => number,
): FrameColumn {
  const put = (one: ChosenRows, target: Buffer, at: number) => {
    let place = at;
    for (const { from, to } of one.runs) {
      for (let row = from; row < to; row++, place += 8) putU64(target, place, valueOf(one, row));
    }
    return place;
  };
  return { name, type, size: bytesOfNumbers, put };
}
