import { readSync } from 'node:fs';
import { BLOCK_RECORDS, blockBytes, FILE_HEADER_BYTES, findBlock, type IdBlock, readBlock } from './id-log.format.js';

const WINDOW_BYTES = 4 * 1024 * 1024;
const LARGEST_BLOCK = blockBytes(BLOCK_RECORDS);

export type ReadItem =
  | { readonly kind: 'block'; readonly block: IdBlock; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'damage'; readonly offset: number; readonly bytes: number; readonly atEnd: boolean };

/**
 * The intact blocks of a log in order, and what is damaged between them. A block's bytes are valid until the next one is
 * asked for: one buffer serves the whole file.
 */
export function* readIdBlocks(fd: number, size: number): Generator<ReadItem> {
  const window = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, Math.max(size, LARGEST_BLOCK)));
  let base = 0;
  let filled = 0;
  let offset = FILE_HEADER_BYTES;
  let damagedFrom = -1;
  while (offset < size) {
    if (offset < base || offset + Math.min(LARGEST_BLOCK, size - offset) > base + filled) {
      base = offset;
      filled = fill(fd, window, offset, Math.min(window.length, size - offset));
      if (filled === 0) break;
    }
    const bytes = window.subarray(0, filled);
    const block = readBlock(bytes, offset - base);
    if (block) {
      if (damagedFrom >= 0) yield { kind: 'damage', offset: damagedFrom, bytes: offset - damagedFrom, atEnd: false };
      damagedFrom = -1;
      const length = blockBytes(block.count);
      yield { kind: 'block', block, offset, bytes: bytes.subarray(offset - base, offset - base + length) };
      offset += length;
      continue;
    }
    if (damagedFrom < 0) damagedFrom = offset;
    const next = findBlock(bytes, offset - base + 1);
    offset = next >= 0 ? base + next : Math.max(offset + 1, base + filled - 3);
  }
  if (damagedFrom >= 0) yield { kind: 'damage', offset: damagedFrom, bytes: size - damagedFrom, atEnd: true };
}

function fill(fd: number, into: Buffer, offset: number, length: number): number {
  let filled = 0;
  while (filled < length) {
    const read = readSync(fd, into, filled, length - filled, offset + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}
