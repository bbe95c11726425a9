import { crc32 } from 'node:zlib';

/*
 * The id log of one generation: `ids-<number>.log`, little-endian, append-only.
 *
 * File header, 64 bytes: "ARGUSIDS", u32 version 1, u32 number of the generation, f64 made at (ms), 16 bytes salt,
 * f64 checkpoint when it was made, zeros, and at 60 the CRC-32 of what is before.
 *
 * Then blocks of up to 3,276 records, each with a header of 32 bytes:
 *    0 u32 magic    4 u32 records    8 u32 ordinal of the first    12 f64 newest seen at (ms)
 *   20 f64 checkpoint: every frame up to this sequence is in the logs; 0 when the block says nothing of it; -1 in the
 *          last block of a log, so that a log that was cut short is noticed once there is a newer one
 *   28 u32 CRC-32 of bytes 0 to 27 and of the records
 * A record is 20 bytes: the key's four words, and the checksum of the payload. A key of zeros is a claim taken back.
 *
 * Blocks hold only ids whose frames are durable in the queue; otherwise a crash would leave ids remembered whose events
 * were never stored, and their retry would be called a duplicate and be lost.
 */
export const FILE_HEADER_BYTES = 64;
export const BLOCK_HEADER_BYTES = 32;
export const RECORD_BYTES = 20;
export const RECORD_WORDS = RECORD_BYTES / 4;
export const BLOCK_RECORDS = 3_276;
const FILE_MAGIC = Buffer.from('ARGUSIDS', 'latin1');
const FILE_CRC_AT = 60;
const BLOCK_MAGIC = Buffer.from('IDB1', 'latin1');
const BLOCK_CRC_AT = 28;
/** As a checkpoint: nothing follows in this log. */
export const END = -1;
const NAME = /^ids-(\d{8})\.log$/;

export interface IdFileHeader {
  readonly number: number;
  readonly createdAtMs: number;
  readonly salt: Uint8Array;
  readonly checkpoint: number;
}

export interface IdBlock {
  readonly count: number;
  readonly firstOrdinal: number;
  readonly newestSeenAtMs: number;
  readonly checkpoint: number;
}

export function idFileName(number: number): string {
  return `ids-${String(number).padStart(8, '0')}.log`;
}

/** The generation's number; undefined for a file that is not an id log. */
export function parseIdFileName(name: string): number | undefined {
  const match = NAME.exec(name);
  return match ? Number(match[1]) : undefined;
}

export function encodeFileHeader(header: IdFileHeader): Buffer {
  const bytes = Buffer.alloc(FILE_HEADER_BYTES);
  FILE_MAGIC.copy(bytes);
  bytes.writeUInt32LE(1, 8);
  bytes.writeUInt32LE(header.number, 12);
  bytes.writeDoubleLE(header.createdAtMs, 16);
  bytes.set(header.salt, 24);
  bytes.writeDoubleLE(header.checkpoint, 40);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, FILE_CRC_AT)), FILE_CRC_AT);
  return bytes;
}

export function decodeFileHeader(bytes: Buffer): IdFileHeader | undefined {
  if (bytes.length < FILE_HEADER_BYTES || !bytes.subarray(0, 8).equals(FILE_MAGIC)) return undefined;
  if (crc32(bytes.subarray(0, FILE_CRC_AT)) !== bytes.readUInt32LE(FILE_CRC_AT)) return undefined;
  return {
    number: bytes.readUInt32LE(12),
    createdAtMs: bytes.readDoubleLE(16),
    salt: Uint8Array.from(bytes.subarray(24, 40)),
    checkpoint: bytes.readDoubleLE(40),
  };
}

/** Completes a block whose records stand already behind the room for the header. */
export function sealBlock(bytes: Buffer, block: IdBlock): void {
  BLOCK_MAGIC.copy(bytes);
  bytes.writeUInt32LE(block.count, 4);
  bytes.writeUInt32LE(block.firstOrdinal, 8);
  bytes.writeDoubleLE(block.newestSeenAtMs, 12);
  bytes.writeDoubleLE(block.checkpoint, 20);
  bytes.writeUInt32LE(blockChecksum(bytes, block.count), BLOCK_CRC_AT);
}

/** The intact block at `at`; undefined when there is none (or it is not all within `bytes`). */
export function readBlock(bytes: Buffer, at: number): IdBlock | undefined {
  if (bytes.length - at < BLOCK_HEADER_BYTES || bytes.compare(BLOCK_MAGIC, 0, 4, at, at + 4) !== 0) return undefined;
  const count = bytes.readUInt32LE(at + 4);
  if (count > BLOCK_RECORDS || at + blockBytes(count) > bytes.length) return undefined;
  const block = bytes.subarray(at, at + blockBytes(count));
  if (blockChecksum(block, count) !== block.readUInt32LE(BLOCK_CRC_AT)) return undefined;
  return {
    count,
    firstOrdinal: block.readUInt32LE(8),
    newestSeenAtMs: block.readDoubleLE(12),
    checkpoint: block.readDoubleLE(20),
  };
}

/** Where the next block may begin at or after `from`; -1 when nowhere. */
export function findBlock(bytes: Buffer, from: number): number {
  return bytes.indexOf(BLOCK_MAGIC, from);
}

export function blockBytes(count: number): number {
  return BLOCK_HEADER_BYTES + count * RECORD_BYTES;
}

function blockChecksum(bytes: Buffer, count: number): number {
  return crc32(bytes.subarray(BLOCK_HEADER_BYTES, blockBytes(count)), crc32(bytes.subarray(0, BLOCK_CRC_AT)));
}
