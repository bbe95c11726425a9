import { readSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EventKey } from './event-key.js';
import { IdBlockBuffer } from './id-block.js';
import {
  BLOCK_HEADER_BYTES,
  encodeFileHeader,
  END,
  FILE_HEADER_BYTES,
  type IdFileHeader,
  RECORD_BYTES,
  RECORD_WORDS,
} from './id-log.format.js';

const PAGE_RECORDS = 204;

/** Where the blocks stand that are on disk. */
export interface WrittenBlocks {
  readonly firstOrdinals: number[];
  readonly counts: number[];
  readonly offsets: number[];
  /** Where the next block goes. */
  end: number;
}

/** The keys of one generation by ordinal: the newest in memory until a checkpoint, the others on disk. */
export class IdLog {
  private handle: FileHandle | undefined;
  private pending: IdBlockBuffer[] = [];
  private active: IdBlockBuffer;
  /** The records after the last one that was looked up: retries come in the order of the first sending. */
  private readonly page = new Uint32Array(PAGE_RECORDS * RECORD_WORDS);
  private pageFrom = 0;
  private pageTo = 0;

  constructor(
    readonly path: string,
    private readonly header: IdFileHeader,
    private readonly written: WrittenBlocks = { firstOrdinals: [], counts: [], offsets: [], end: 0 },
    nextOrdinal = 0,
    private ended = false,
  ) {
    this.active = new IdBlockBuffer(nextOrdinal);
  }

  get unwritten(): number {
    return this.pending.reduce((total, block) => total + block.records, this.active.records);
  }

  add(key: EventKey, checksum: number, owner: number, seenAtMs: number): number {
    if (this.active.isFull) this.sealActive();
    const ordinal = this.active.firstOrdinal + this.active.records;
    this.active.add(key, checksum, owner, seenAtMs);
    return ordinal;
  }

  /** The payload checksum of `ordinal` if its key is this one, else -1. */
  checksumIf(ordinal: number, key: EventKey): number {
    const block = this.inMemory(ordinal);
    if (block) return match(block.recordAt(ordinal), 0, key);
    if (ordinal < this.pageFrom || ordinal >= this.pageTo) this.loadPage(ordinal);
    return ordinal < this.pageTo ? match(this.page, (ordinal - this.pageFrom) * RECORD_WORDS, key) : -1;
  }

  /** The batch that claimed an id that is not on disk yet; 0 for none. */
  ownerOf(ordinal: number): number {
    return this.inMemory(ordinal)?.ownerOf(ordinal) ?? 0;
  }

  /** Takes back a claim that is not on disk yet, and gives its key's words. */
  clear(ordinal: number): readonly [number, number, number, number] {
    const block = this.inMemory(ordinal);
    if (!block) throw new RangeError(`The claim ${ordinal} is durable and cannot be taken back`);
    const [w0, w1, w2, w3] = block.recordAt(ordinal) as unknown as [number, number, number, number];
    block.clear(ordinal);
    return [w0, w1, w2, w3];
  }

  /** Ends the block that is filled now; `write` takes all that are ended. The number of blocks that wait. */
  sealActive(): number {
    if (this.active.records > 0) {
      this.pending.push(this.active);
      this.active = new IdBlockBuffer(this.active.firstOrdinal + this.active.records);
    }
    return this.pending.length;
  }

  /**
   * Writes the first `count` ended blocks, all of whose batches are settled, and the mark (a checkpoint or `END`) unless
   * it is 0. The blocks stay in memory until the flush has succeeded: a failed one is written again as a whole at the same place.
   */
  async write(count: number, mark: number): Promise<void> {
    const blocks = this.pending.slice(0, count);
    if (this.ended || (blocks.length === 0 && mark === 0)) return;
    const handle = await this.open();
    const offsets: number[] = [];
    const buffers: Buffer[] = [];
    let end = this.written.end;
    const marker = mark === 0 ? [] : [new IdBlockBuffer(this.active.firstOrdinal)];
    for (const block of [...blocks, ...marker]) {
      const bytes = block.seal(block.records === 0 ? mark : 0);
      offsets.push(end);
      buffers.push(bytes);
      end += bytes.length;
    }
    await writeAll(handle, Buffer.concat(buffers), this.written.end);
    await handle.datasync();
    for (const [i, block] of blocks.entries()) {
      this.written.firstOrdinals.push(block.firstOrdinal);
      this.written.counts.push(block.records);
      this.written.offsets.push(offsets[i] as number);
    }
    this.written.end = end;
    this.pending.splice(0, blocks.length);
    this.ended = mark === END;
  }

  /** Needed before the first look-up of what is on disk; makes the file where there is none. */
  async open(): Promise<FileHandle> {
    if (this.handle) return this.handle;
    const isNew = this.written.end === 0;
    const handle = await open(this.path, isNew ? 'w+' : 'r+', 0o640);
    try {
      if (isNew) {
        await writeAll(handle, encodeFileHeader(this.header), 0);
        await handle.datasync();
        await syncFolder(dirname(this.path));
        this.written.end = FILE_HEADER_BYTES;
      }
    } catch (error) {
      await handle.close();
      throw error;
    }
    this.handle = handle;
    return handle;
  }

  async close(): Promise<void> {
    const handle = this.handle;
    this.handle = undefined;
    await handle?.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
  }

  private inMemory(ordinal: number): IdBlockBuffer | undefined {
    if (ordinal >= this.active.firstOrdinal) return this.active;
    const first = this.pending[0];
    if (!first || ordinal < first.firstOrdinal) return undefined;
    return this.pending.findLast((block) => block.firstOrdinal <= ordinal);
  }

  private loadPage(ordinal: number): void {
    const { firstOrdinals, counts, offsets } = this.written;
    const block = lastAtMost(firstOrdinals, ordinal);
    const first = firstOrdinals[block] ?? ordinal;
    this.pageFrom = ordinal;
    this.pageTo = ordinal;
    const records = Math.min(PAGE_RECORDS, first + (counts[block] ?? 0) - ordinal);
    if (records <= 0 || !this.handle) return;
    const at = (offsets[block] as number) + BLOCK_HEADER_BYTES + (ordinal - first) * RECORD_BYTES;
    const read = readSync(this.handle.fd, this.page, 0, records * RECORD_BYTES, at);
    this.pageTo = ordinal + Math.floor(read / RECORD_BYTES);
  }
}

function match(words: Uint32Array, at: number, key: EventKey): number {
  const same = words[at] === key.w0 && words[at + 1] === key.w1 && words[at + 2] === key.w2 && words[at + 3] === key.w3;
  return same ? (words[at + 4] as number) : -1;
}

function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}

async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
