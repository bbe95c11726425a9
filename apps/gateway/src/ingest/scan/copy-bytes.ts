import { BACKSLASH, QUOTE, SPACE } from './json.bytes.js';

/** Up to so many bytes a loop is faster than the call into the runtime. */
const SHORT = 32;

/** Copies the bytes from `start` to `end`; answers where they end in the target. */
export function copyBytes(from: Uint8Array, start: number, end: number, target: Uint8Array, offset: number): number {
  if (end - start > SHORT) {
    target.set(from.subarray(start, end), offset);
    return offset + end - start;
  }
  let to = offset;
  for (let at = start; at < end; at++) target[to++] = from[at] as number;
  return to;
}

/** As `copyBytes`, for JSON that was scanned, without the white space between its tokens. */
export function copyWithoutSpace(
  from: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  offset: number,
): number {
  let to = offset;
  let isText = false;
  for (let at = start; at < end; at++) {
    const byte = from[at] as number;
    if (byte <= SPACE && !isText) continue;
    target[to++] = byte;
    if (byte === QUOTE) isText = !isText;
    else if (byte === BACKSLASH) target[to++] = from[++at] as number;
  }
  return to;
}
