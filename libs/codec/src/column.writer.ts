import type { NativeColumn } from './native-block.js';
import { nativeString, putU64 } from './native-block.js';
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

/** So few bytes are copied faster by a loop than by a call into the runtime. */
const SHORT_COPY = 24;

function copy(from: Buffer, start: number, end: number, target: Buffer, offset: number): void {
  if (end - start > SHORT_COPY) {
    from.copy(target, offset, start, end);
    return;
  }
  for (let i = start, to = offset; i < end; i++, to++) target[to] = from[i] ?? 0;
}

function countRows(chosen: readonly ChosenRows[]): number {
  let rows = 0;
  for (const one of chosen) rows += one.rows;
  return rows;
}

/** A column of fixed width that lies in the frames as it is sent. */
export function fixedColumn(
  name: string,
  type: string,
  width: number,
  chosen: readonly ChosenRows[],
  begin: (frame: OpenFrame) => number,
): NativeColumn {
  const write = (target: Buffer, offset: number) => {
    let to = offset;
    for (const { frame, runs } of chosen) {
      const at = begin(frame);
      for (const run of runs) {
        copy(frame.payload, at + run.from * width, at + run.to * width, target, to);
        to += (run.to - run.from) * width;
      }
    }
  };
  return { name, type, bytes: countRows(chosen) * width, write };
}

/** A column of strings that lies in the frames as it is sent; `index` counts the frame's string columns. */
export function stringColumn(name: string, index: number, chosen: readonly ChosenRows[]): NativeColumn {
  // Called for every frame, and a frame may hold a single event: a whole frame makes no garbage here.
  const visit = (see: (payload: Buffer, from: number, to: number) => void) => {
    for (const { frame, runs, rows } of chosen) {
      const at = frame.columns.strings[index * 2] ?? 0;
      const end = frame.columns.strings[index * 2 + 1] ?? 0;
      if (rows === frame.events) see(frame.payload, at, end);
      else for (const { from, to } of stringRanges(frame.payload, at, runs)) see(frame.payload, from, to);
    }
  };
  let bytes = 0;
  visit((_, from, to) => (bytes += to - from));
  const write = (target: Buffer, offset: number) => {
    let at = offset;
    visit((payload, from, to) => {
      copy(payload, from, to, target, at);
      at += to - from;
    });
  };
  return { name, type: 'String', bytes, write };
}

/** A column of one string for each frame. */
export function frameStringColumn(
  name: string,
  chosen: readonly ChosenRows[],
  valueOf: (frame: OpenFrame) => string,
): NativeColumn {
  const encoded = new Map<string, Buffer>();
  const encode = (frame: OpenFrame): Buffer => {
    const value = valueOf(frame);
    let known = encoded.get(value);
    if (!known) encoded.set(value, (known = nativeString(value)));
    return known;
  };
  let bytes = 0;
  for (const { frame, rows } of chosen) bytes += encode(frame).length * rows;
  const write = (target: Buffer, offset: number) => {
    let at = offset;
    for (const { frame, rows } of chosen) {
      const value = encode(frame);
      const end = at + value.length * rows;
      if (rows === 1) copy(value, 0, value.length, target, at);
      else target.fill(value, at, end);
      at = end;
    }
  };
  return { name, type: 'String', bytes, write };
}

/** A column of whole numbers up to 2^53, eight bytes each; `valueOf` is given the frame and the row in it. */
export function numberColumn(
  name: string,
  type: string,
  chosen: readonly ChosenRows[],
  valueOf: (one: ChosenRows, row: number) => number,
): NativeColumn {
  const write = (target: Buffer, offset: number) => {
    let at = offset;
    for (const one of chosen) {
      for (const { from, to } of one.runs) {
        for (let row = from; row < to; row++, at += 8) putU64(target, at, valueOf(one, row));
      }
    }
  };
  return { name, type, bytes: countRows(chosen) * 8, write };
}
