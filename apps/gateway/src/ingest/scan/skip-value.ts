import { BACKSLASH, CLOSE_LIST, CLOSE_OBJECT, COMMA, NEWLINE, OPEN_LIST, OPEN_OBJECT, QUOTE } from './json.bytes.js';
import { UNUSUAL } from './json.bytes.js';

/**
 * Behind the value that begins at `start`, if it is valid JSON: only brackets and texts are looked at, the parser then says
 * whether it is. UNUSUAL where it has no end, or more than `LEVELS` levels, which would make the parser's answer dangerous.
 */
export function endOfSkipped(bytes: Uint8Array, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = behindText(bytes, at + 1, end) - 1;
      if (at < 0) return UNUSUAL;
      if (depth === 0) return at + 1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      if (++depth > LEVELS) return UNUSUAL;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      // The list around it is over: a number or a word ended just before.
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && byte === COMMA) {
      return at;
    }
  }
  return depth === 0 ? end : UNUSUAL;
}

/** Less than a body may have, so that a list and an object around it are allowed for. */
const LEVELS = 990;

function behindText(bytes: Uint8Array, begin: number, end: number): number {
  for (let at = begin; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at++;
    else if (byte === NEWLINE) return UNUSUAL;
  }
  return UNUSUAL;
}
