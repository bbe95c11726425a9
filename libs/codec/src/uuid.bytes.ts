/** Value of a hexadecimal digit by character code; 0 for anything else, since callers pass canonical UUIDs only. */
const NIBBLE = new Uint8Array(128);
for (let value = 0; value < 16; value++) NIBBLE[value.toString(16).charCodeAt(0)] = value;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Where the two digits of each byte of ClickHouse's order stand in the text: both halves are little-endian. */
const TEXT_POSITIONS = Uint8Array.of(16, 14, 11, 9, 6, 4, 2, 0, 34, 32, 30, 28, 26, 24, 21, 19);

const nibble = (text: string, at: number): number => NIBBLE[text.charCodeAt(at)] ?? 0;

/** Writes a canonical lower-case UUID in ClickHouse's byte order. */
export function writeUuid(target: Uint8Array, offset: number, uuid: string): void {
  let to = offset;
  for (const at of TEXT_POSITIONS) target[to++] = (nibble(uuid, at) << 4) | nibble(uuid, at + 1);
}

/** Reads a UUID in ClickHouse's byte order as canonical lower-case text. */
export function readUuid(bytes: Uint8Array, offset: number): string {
  const hex = (i: number) => HEX[bytes[offset + i] ?? 0];
  return (
    `${hex(7)}${hex(6)}${hex(5)}${hex(4)}-${hex(3)}${hex(2)}-${hex(1)}${hex(0)}-` +
    `${hex(15)}${hex(14)}-${hex(13)}${hex(12)}${hex(11)}${hex(10)}${hex(9)}${hex(8)}`
  );
}
