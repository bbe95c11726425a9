import { crc32 } from 'node:zlib';

/*
 * A segment file: `<first sequence, 16 digits>-<salt, 8 hex digits>.segment`. What reading needs most (order and salt)
 * stands in the name, so that a damaged header costs no record. The header, 128 bytes, little-endian:
 *
 *    0  8 bytes  "ARGUSEG" and the version, 1
 *    8  16       the queue's id
 *   24  f64      epoch that made the file
 *   32  f64      first sequence
 *   40  u32      salt
 *   44  u32      0
 *   48  f64      first sequence of the segment before, 0 for none
 *   56  f64      valid bytes of that segment
 *   64  f64      last sequence of that segment
 *   72  f64      acknowledged up to, when the file was made
 *   80  f64      made at, milliseconds since the epoch
 *  124  u32      CRC-32 of bytes 0 to 123
 *
 * What it says of the segment before makes a missing or shortened file visible, and disowns bytes whose flush failed:
 * whatever stands there after the valid bytes was refused to the client and must never be delivered.
 */
export const SEGMENT_HEADER_BYTES = 128;
const MAGIC = Buffer.from('ARGUSEG\u0001', 'latin1');
const CRC_AT = 124;
const NAME = /^(\d{16})-([0-9a-f]{8})\.segment$/;

export interface SegmentHeader {
  readonly queueId: string;
  readonly epoch: number;
  readonly first: number;
  readonly salt: number;
  readonly previous: { readonly first: number; readonly bytes: number; readonly last: number } | undefined;
  readonly acknowledged: number;
  readonly createdAtMs: number;
}

export function segmentName(first: number, salt: number): string {
  return `${String(first).padStart(16, '0')}-${salt.toString(16).padStart(8, '0')}.segment`;
}

/** Undefined for a file that is not a segment. */
export function parseSegmentName(name: string): { first: number; salt: number } | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  return { first: Number(match[1]), salt: Number.parseInt(match[2] as string, 16) };
}

export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES);
  MAGIC.copy(bytes);
  bytes.write(header.queueId.replaceAll('-', ''), 8, 16, 'hex');
  bytes.writeDoubleLE(header.epoch, 24);
  bytes.writeDoubleLE(header.first, 32);
  bytes.writeUInt32LE(header.salt, 40);
  bytes.writeDoubleLE(header.previous?.first ?? 0, 48);
  bytes.writeDoubleLE(header.previous?.bytes ?? 0, 56);
  bytes.writeDoubleLE(header.previous?.last ?? 0, 64);
  bytes.writeDoubleLE(header.acknowledged, 72);
  bytes.writeDoubleLE(header.createdAtMs, 80);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, CRC_AT)), CRC_AT);
  return bytes;
}

/** Undefined when the header is short or damaged. */
export function decodeSegmentHeader(bytes: Buffer): SegmentHeader | undefined {
  if (bytes.length < SEGMENT_HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  if (crc32(bytes.subarray(0, CRC_AT)) !== bytes.readUInt32LE(CRC_AT)) return undefined;
  const previousFirst = bytes.readDoubleLE(48);
  return {
    queueId: bytes.toString('hex', 8, 24).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    epoch: bytes.readDoubleLE(24),
    first: bytes.readDoubleLE(32),
    salt: bytes.readUInt32LE(40),
    previous:
      previousFirst === 0
        ? undefined
        : { first: previousFirst, bytes: bytes.readDoubleLE(56), last: bytes.readDoubleLE(64) },
    acknowledged: bytes.readDoubleLE(72),
    createdAtMs: bytes.readDoubleLE(80),
  };
}
