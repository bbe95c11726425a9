import { crc32 } from 'node:zlib';

/** Joins the pieces in shared memory, and answers their CRC-32 in hexadecimal. */
export function pack(pieces: readonly Buffer[]): { body: SharedArrayBuffer; checksum: string } {
  const body = new SharedArrayBuffer(pieces.reduce((sum, piece) => sum + piece.length, 0));
  const target = Buffer.from(body);
  let offset = 0;
  for (const piece of pieces) offset += piece.copy(target, offset);
  return { body, checksum: crc32(target).toString(16).padStart(8, '0') };
}
