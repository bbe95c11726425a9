import { encodeVarint } from './varint.js';

/** One column of a block: its name, its ClickHouse type, and its values as they go over the wire. */
export interface NativeColumn {
  name: string;
  type: string;
  values: Buffer[];
}

/**
 * A block of ClickHouse's Native format, as pieces: the caller joins or sends them, so that nothing is copied twice.
 * Strings for a LowCardinality column go as String: the server casts while it inserts, at no cost that shows.
 */
export function nativeBlock(rows: number, columns: NativeColumn[]): Buffer[] {
  const pieces = [encodeVarint(columns.length), encodeVarint(rows)];
  for (const { name, type, values } of columns) {
    pieces.push(nativeString(name), nativeString(type), ...values);
  }
  return pieces;
}

/** A string with its length in bytes before it. */
export function nativeString(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([encodeVarint(bytes.length), bytes]);
}

/** The same value in every row. */
export function repeated(value: Buffer, rows: number): Buffer {
  return Buffer.allocUnsafe(value.length * rows).fill(value);
}

/** first, first + 1, ... as u64. */
export function sequenceColumn(first: number, rows: number): Buffer {
  const column = Buffer.allocUnsafe(rows * 8);
  for (let row = 0; row < rows; row++) putU64(column, row * 8, first + row);
  return column;
}

/** A whole number from 0 to 2^53, little-endian. */
export function u64(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  putU64(bytes, 0, value);
  return bytes;
}

function putU64(target: Buffer, offset: number, value: number): void {
  const high = Math.floor(value / 2 ** 32);
  target.writeUInt32LE(value - high * 2 ** 32, offset);
  target.writeUInt32LE(high, offset + 4);
}
