import { crc32 } from 'node:zlib';

/*
 * A record: a header of 36 bytes, then the payload. Little-endian.
 *
 *    0  u32  magic
 *    4  u32  length of the payload
 *    8  u32  count of rows
 *   12  u32  CRC-32 of the payload
 *   16  f64  sequence of the first row (exact up to 2^53)
 *   24  f64  appended at, milliseconds since the epoch
 *   32  u32  CRC-32 of bytes 0 to 31
 *
 * The header has a checksum of its own, so that a damaged payload costs just its own record and we can still say which
 * sequences were in it. Both checksums start from the segment's random salt: a payload that contains the bytes of a
 * record (an event about Argus, an attack) is not taken for one when the reader searches for the next magic.
 */
export const RECORD_HEADER_BYTES = 36;
const MAGIC = 0x31_51_52_41; // "ARQ1"
const MAGIC_BYTES = Buffer.from('ARQ1', 'latin1');
const HEADER_CRC_AT = 32;

export interface RecordHeader {
  readonly payloadLength: number;
  readonly count: number;
  readonly payloadCrc: number;
  readonly first: number;
  readonly appendedAtMs: number;
}

/** The sequences that a frame takes: one even when it has no row, so that its place in the order has a name. */
export function lastOf(frame: { readonly first: number; readonly count: number }): number {
  return frame.first + Math.max(1, frame.count) - 1;
}

export function writeRecordHeader(into: Buffer, at: number, header: RecordHeader, salt: number): void {
  into.writeUInt32LE(MAGIC, at);
  into.writeUInt32LE(header.payloadLength, at + 4);
  into.writeUInt32LE(header.count, at + 8);
  into.writeUInt32LE(header.payloadCrc, at + 12);
  into.writeDoubleLE(header.first, at + 16);
  into.writeDoubleLE(header.appendedAtMs, at + 24);
  into.writeUInt32LE(crc32(into.subarray(at, at + HEADER_CRC_AT), salt), at + HEADER_CRC_AT);
}

/** Undefined when no intact header stands at `at`. */
export function readRecordHeader(from: Buffer, at: number, salt: number): RecordHeader | undefined {
  if (from.length - at < RECORD_HEADER_BYTES || from.readUInt32LE(at) !== MAGIC) return undefined;
  if (crc32(from.subarray(at, at + HEADER_CRC_AT), salt) !== from.readUInt32LE(at + HEADER_CRC_AT)) return undefined;
  return {
    payloadLength: from.readUInt32LE(at + 4),
    count: from.readUInt32LE(at + 8),
    payloadCrc: from.readUInt32LE(at + 12),
    first: from.readDoubleLE(at + 16),
    appendedAtMs: from.readDoubleLE(at + 24),
  };
}

export function payloadChecksum(payload: Uint8Array, salt: number): number {
  return crc32(payload, salt);
}

/** Where the next magic stands at or after `from`; -1 when nowhere. Its header must still prove itself. */
export function findMagic(bytes: Buffer, from: number): number {
  return bytes.indexOf(MAGIC_BYTES, from);
}
