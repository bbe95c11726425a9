import type { EventKey } from './event-key.js';
import { BLOCK_HEADER_BYTES, BLOCK_RECORDS, blockBytes, RECORD_WORDS, sealBlock } from './id-log.format.js';

const HEADER_WORDS = BLOCK_HEADER_BYTES / 4;
const SMALLEST = 64;

/**
 * A block that is not durable yet: the records as they will be written, and for each the batch that claimed it. Machines
 * that Node runs on are little-endian, as the file is.
 */
export class IdBlockBuffer {
  private words = new Uint32Array(HEADER_WORDS + SMALLEST * RECORD_WORDS);
  private owners = new Uint32Array(SMALLEST);
  private count = 0;
  private newestSeenAtMs = 0;

  constructor(readonly firstOrdinal: number) {}

  get records(): number {
    return this.count;
  }

  get isFull(): boolean {
    return this.count === BLOCK_RECORDS;
  }

  add(key: EventKey, checksum: number, owner: number, seenAtMs: number): void {
    if (this.count === this.owners.length) this.grow();
    const at = HEADER_WORDS + this.count * RECORD_WORDS;
    this.words[at] = key.w0;
    this.words[at + 1] = key.w1;
    this.words[at + 2] = key.w2;
    this.words[at + 3] = key.w3;
    this.words[at + 4] = checksum;
    this.owners[this.count] = owner;
    this.count += 1;
    if (seenAtMs > this.newestSeenAtMs) this.newestSeenAtMs = seenAtMs;
  }

  ownerOf(ordinal: number): number {
    return this.owners[ordinal - this.firstOrdinal] as number;
  }

  /** The record's five words. */
  recordAt(ordinal: number): Uint32Array {
    const at = HEADER_WORDS + (ordinal - this.firstOrdinal) * RECORD_WORDS;
    return this.words.subarray(at, at + RECORD_WORDS);
  }

  /** Takes a claim back: its key becomes zeros, which no key is. */
  clear(ordinal: number): void {
    this.recordAt(ordinal).fill(0);
  }

  /** The bytes to write; `checkpoint` 0 says nothing. */
  seal(checkpoint: number): Buffer {
    const { count, firstOrdinal, newestSeenAtMs } = this;
    const bytes = Buffer.from(this.words.buffer, 0, blockBytes(count));
    sealBlock(bytes, { count, firstOrdinal, newestSeenAtMs, checkpoint });
    return bytes;
  }

  private grow(): void {
    const size = Math.min(BLOCK_RECORDS, this.owners.length * 4);
    const words = new Uint32Array(HEADER_WORDS + size * RECORD_WORDS);
    words.set(this.words);
    const owners = new Uint32Array(size);
    owners.set(this.owners);
    this.words = words;
    this.owners = owners;
  }
}
