export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const SPACE = 0x20;
export const TAB = 0x09;
export const NEWLINE = 0x0a;
export const RETURN = 0x0d;

/** No scan found what it looked for: whoever asked leaves the event to the parser. */
export const UNUSUAL = -1;

/** The first byte at or after `at` that is no white space; `end` where there is none. */
export function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end) {
    const byte = bytes[next] as number;
    if (byte !== SPACE && byte !== NEWLINE && byte !== RETURN && byte !== TAB) break;
    next++;
  }
  return next;
}

/** Where the closing quote of a text stands whose first byte is at `at`; UNUSUAL for one with an escape, or with no end. */
export function endOfText(bytes: Uint8Array, at: number, end: number): number {
  for (let next = at; next < end; next++) {
    const byte = bytes[next] as number;
    if (byte === QUOTE) return next;
    if (byte === BACKSLASH || byte < SPACE) return UNUSUAL;
  }
  return UNUSUAL;
}

/** Whether the bytes at `start` are those of `word`. */
export function isWord(bytes: Uint8Array, start: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return false;
  return true;
}
