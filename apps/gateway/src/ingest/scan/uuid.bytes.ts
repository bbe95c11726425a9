/** Value of a hexadecimal digit by its byte; 255 for anything else. */
const NIBBLE = new Uint8Array(256).fill(255);
const DIGITS = Buffer.from('0123456789abcdef');
for (let value = 0; value < 16; value++) {
  NIBBLE[DIGITS[value] as number] = value;
  NIBBLE[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}
const DASH = 0x2d;
const TEXT_BYTES = 36;

/** Reads the UUID that stands in `bytes` as 36 characters, in either case, into the 16 bytes of `id`; false: it is none. */
export function readUuidText(bytes: Uint8Array, start: number, end: number, id: Uint8Array): boolean {
  if (end - start !== TEXT_BYTES) return false;
  let bad = 0;
  let at = start;
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) if (bytes[at++] !== DASH) return false;
    const high = NIBBLE[bytes[at] as number] as number;
    const low = NIBBLE[bytes[at + 1] as number] as number;
    bad |= high | low;
    id[i] = (high << 4) | low;
    at += 2;
  }
  return bad < 16;
}

/** Writes the 16 bytes as 36 characters in lower case; answers where they end. */
export function writeUuidText(id: Uint8Array, target: Uint8Array, start: number): number {
  let at = start;
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) target[at++] = DASH;
    const byte = id[i] as number;
    target[at] = DIGITS[byte >> 4] as number;
    target[at + 1] = DIGITS[byte & 15] as number;
    at += 2;
  }
  return at;
}
