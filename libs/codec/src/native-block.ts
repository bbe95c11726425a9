import { encodeVarint } from './varint.js';

/** Where a block is written: the caller decides what memory it lies in. */
export type Allocate = (bytes: number) => Buffer;

/** One column of a block: its size must be known before a block is allocated, then its values are written into it. */
export interface NativeColumn {
  name: string;
  type: string;
  bytes: number;
}

/** Writes the values of all columns; `places`: where each of them begins, free to be moved on. */
export type Fill = (block: Buffer, places: number[]) => void;

/** A block of ClickHouse's Native format, written in one go into memory of its exact size. */
export function nativeBlock(rows: number, columns: readonly NativeColumn[], allocate: Allocate, fill: Fill): Buffer {
  const head = Buffer.concat([encodeVarint(columns.length), encodeVarint(rows)]);
  const titles = columns.map(({ name, type }) => Buffer.concat([nativeString(name), nativeString(type)]));
  const bytes = columns.reduce((sum, column, i) => sum + column.bytes + (titles[i]?.length ?? 0), head.length);
  const block = allocate(bytes);
  let offset = head.copy(block, 0);
  const places: number[] = [];
  for (const [i, column] of columns.entries()) {
    offset += titles[i]?.copy(block, offset) ?? 0;
    places.push(offset);
    offset += column.bytes;
  }
  fill(block, places);
  return block;
}

/** A string with its length in bytes before it. */
export function nativeString(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([encodeVarint(bytes.length), bytes]);
}

/** Version of the dictionaries, and what follows: keys of this block alone, places among them of one byte each. */
const DICTIONARY = 1;
const OWN_KEYS_OF_ONE_BYTE = 0x600;

/** What stands before the rows of a LowCardinality(String) column that has one value; each row is a byte 0 then. */
export function dictionaryOfOne(value: string, rows: number): Buffer {
  const key = nativeString(value);
  const head = Buffer.alloc(4 * 8 + key.length);
  putU64(head, 0, DICTIONARY);
  putU64(head, 8, OWN_KEYS_OF_ONE_BYTE);
  putU64(head, 16, 1);
  key.copy(head, 24);
  putU64(head, 24 + key.length, rows);
  return head;
}

/** A whole number from 0 to 2^53, little-endian. */
export function putU64(target: Buffer, offset: number, value: number): void {
  const high = Math.floor(value / 2 ** 32);
  target.writeUInt32LE(value - high * 2 ** 32, offset);
  target.writeUInt32LE(high, offset + 4);
}
