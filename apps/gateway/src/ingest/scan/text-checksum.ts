/** CRC-32 (as zlib's) of texts that lie in different places: one step of a table each for four bytes. */
const TABLES = new Int32Array(4 * 256);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  TABLES[byte] = crc;
}
for (let at = 256; at < TABLES.length; at++) {
  const before = TABLES[at - 256] as number;
  TABLES[at] = (TABLES[before & 0xff] as number) ^ (before >>> 8);
}

/** Where a checksum begins. */
export const CRC_BEGIN = -1;

/** The unsigned result of a running checksum. */
export const endCrc = (crc: number): number => ~crc >>> 0;

/** Takes a NUL into a running checksum. */
export const crcOfNul = (crc: number): number => (TABLES[crc & 0xff] as number) ^ (crc >>> 8);

/** Takes the bytes from `start` to `end` into a running checksum. Calling the runtime's own costs more than short texts. */
export function crcOf(bytes: Uint8Array, start: number, end: number, begun: number): number {
  let crc = begun;
  let at = start;
  for (const last = end - 3; at < last; at += 4) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    crc =
      (TABLES[768 + (crc & 0xff)] as number) ^
      (TABLES[512 + ((crc >>> 8) & 0xff)] as number) ^
      (TABLES[256 + ((crc >>> 16) & 0xff)] as number) ^
      (TABLES[crc >>> 24] as number);
  }
  for (; at < end; at++) crc = (TABLES[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  return crc;
}
