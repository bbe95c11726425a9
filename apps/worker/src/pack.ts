import { crc32 } from 'node:zlib';
import type { Body } from './messages.js';

/**
 * Where blocks are encoded: in the memory that came with the message while it lasts, so that the host hands them to
 * another thread without a copy; beyond that in memory of this thread, which is copied on its way.
 */
export function allocator(shared: SharedArrayBuffer | undefined): (bytes: number) => Buffer {
  let used = 0;
  return (bytes) => {
    if (!shared || used + bytes > shared.byteLength) return Buffer.from(new ArrayBuffer(bytes));
    const block = Buffer.from(shared, used, bytes);
    used += bytes;
    return block;
  };
}

/** An encoded block as it travels, with the CRC-32 of its bytes in hexadecimal. */
export function pack(block: Buffer): { body: Body; checksum: string } {
  const body = { memory: block.buffer, offset: block.byteOffset, length: block.length };
  return { body, checksum: crc32(block).toString(16).padStart(8, '0') };
}

/** The bytes of a block that has travelled. */
export const unpack = ({ memory, offset, length }: Body): Buffer => Buffer.from(memory, offset, length);
