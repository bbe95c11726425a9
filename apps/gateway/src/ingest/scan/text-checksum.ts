/** CRC-32 (as zlib's) of texts that lie in different places: one step for eight bytes, a table for each of them. */
const TABLES = new Int32Array(8 * 256);
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
export function crcOf(bytes: DataView, start: number, end: number, begun: number): number {
  let crc = begun;
  let at = start;
  for (const last = end - 7; at < last; at += 8) {
    const one = crc ^ bytes.getInt32(at, true);
    const two = bytes.getInt32(at + 4, true);
    crc =
      (TABLES[1792 + (one & 0xff)] as number) ^
      (TABLES[1536 + ((one >>> 8) & 0xff)] as number) ^
      (TABLES[1280 + ((one >>> 16) & 0xff)] as number) ^
      (TABLES[1024 + (one >>> 24)] as number) ^
      (TABLES[768 + (two & 0xff)] as number) ^
      (TABLES[512 + ((two >>> 8) & 0xff)] as number) ^
      (TABLES[256 + ((two >>> 16) & 0xff)] as number) ^
      (TABLES[two >>> 24] as number);
  }
  for (; at < end; at++) crc = (TABLES[(crc ^ bytes.getUint8(at)) & 0xff] as number) ^ (crc >>> 8);
  return crc;
}
