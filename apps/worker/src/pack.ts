import { crc32 } from 'node:zlib';

/** Memory that both threads see: what one encodes another can send, without a copy and after the first has died. */
export const allocateShared = (bytes: number): Buffer => Buffer.from(new SharedArrayBuffer(bytes));

/** An encoded block as it travels: its memory and the CRC-32 of it in hexadecimal. */
export function pack(body: Buffer): { body: SharedArrayBuffer; checksum: string } {
  const memory: unknown = body.buffer;
  if (!(memory instanceof SharedArrayBuffer)) throw new TypeError('not allocated by allocateShared');
  return { body: memory, checksum: crc32(body).toString(16).padStart(8, '0') };
}
