import { closeSync, fstatSync, openSync, readSync, truncateSync } from 'node:fs';
import type { DedupDamage } from './dedup-index.interface.js';
import type { EventKey } from './event-key.js';
import { Generation } from './generation.js';
import {
  BLOCK_HEADER_BYTES,
  blockBytes,
  decodeFileHeader,
  END,
  FILE_HEADER_BYTES,
  type IdFileHeader,
  RECORD_WORDS,
} from './id-log.format.js';
import { IdLog, type WrittenBlocks } from './id-log.js';
import { readIdBlocks } from './id-log.reader.js';
import { sortPairs } from './radix-sort.js';
import { TagTable } from './tag-table.js';

export interface LoadedGeneration {
  readonly generation: Generation;
  /** The last checkpoint that this log states. */
  readonly checkpoint: number;
  /** The last checkpoint before the first damage; undefined when nothing is damaged. */
  readonly intactUntil: number | undefined;
}

/** The header of a log; undefined when it is damaged. */
export function readFileHeader(path: string): IdFileHeader | undefined {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(FILE_HEADER_BYTES);
    return decodeFileHeader(bytes.subarray(0, readSync(fd, bytes, 0, FILE_HEADER_BYTES, 0)));
  } finally {
    closeSync(fd);
  }
}

/** Reads a whole log, checks every block, and builds the table of what is intact. */
export async function loadGeneration(
  path: string,
  header: IdFileHeader,
  key: EventKey,
  idsExpected: number,
  isNewest: boolean,
  onDamage: (damage: DedupDamage) => void,
): Promise<LoadedGeneration> {
  const fd = openSync(path, 'r');
  const size = fstatSync(fd).size;
  const written: WrittenBlocks = { firstOrdinals: [], counts: [], offsets: [], end: FILE_HEADER_BYTES };
  const most = Math.ceil(size / (RECORD_WORDS * 4));
  const tags = new Uint32Array(most);
  const ordinals = new Uint32Array(most);
  let count = 0;
  let newest = 0;
  let nextOrdinal = 0;
  let ended = false;
  let checkpoint = header.checkpoint;
  let intactUntil: number | undefined;
  try {
    for (const item of readIdBlocks(fd, size)) {
      if (item.kind === 'damage') {
        onDamage({ file: path, offset: item.offset, bytes: item.bytes, detail: unreadable(item.atEnd && isNewest) });
        intactUntil ??= checkpoint;
        continue;
      }
      const { block, offset, bytes } = item;
      written.end = offset + blockBytes(block.count);
      checkpoint = Math.max(checkpoint, block.checkpoint);
      ended = block.checkpoint === END;
      if (block.count === 0) continue;
      written.firstOrdinals.push(block.firstOrdinal);
      written.counts.push(block.count);
      written.offsets.push(offset);
      nextOrdinal = block.firstOrdinal + block.count;
      newest = Math.max(newest, block.newestSeenAtMs);
      const words = wordsOf(bytes);
      for (let i = 0, at = 0; i < block.count; i += 1, at += RECORD_WORDS) {
        const w0 = words[at] as number;
        const w1 = words[at + 1] as number;
        const w2 = words[at + 2] as number;
        const w3 = words[at + 3] as number;
        if ((w0 | w1 | w2 | w3) === 0) continue;
        tags[count] = key.tagOf(w0, w1, w2, w3);
        ordinals[count] = block.firstOrdinal + i;
        count += 1;
      }
    }
  } finally {
    closeSync(fd);
  }
  if (!ended && !isNewest) {
    onDamage({ file: path, offset: written.end, bytes: 0, detail: 'the log was cut short' });
    intactUntil ??= checkpoint;
  }
  // What stands behind the last intact block would be damage again at each start.
  if (written.end < size) truncateSync(path, written.end);
  const sorted = sortPairs(tags, ordinals, count);
  const table = TagTable.fromSorted(sorted.keys, sorted.values, count, idsExpected);
  const log = new IdLog(path, header, written, nextOrdinal, ended);
  await log.open();
  const generation = new Generation(header.number, log, header.createdAtMs, table, newest);
  return { generation, checkpoint, intactUntil };
}

function unreadable(isTail: boolean): string {
  return isTail ? 'an unfinished write at the end' : 'ids that fail their checksum';
}

function wordsOf(block: Buffer): Uint32Array {
  const from = block.byteOffset + BLOCK_HEADER_BYTES;
  const length = (block.length - BLOCK_HEADER_BYTES) / 4;
  if (from % 4 === 0) return new Uint32Array(block.buffer, from, length);
  return new Uint32Array(block.buffer.slice(from, from + length * 4));
}
