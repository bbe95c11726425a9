/** What one pass over the bytes of a JSON document tells before it is parsed. */
export interface JsonScan {
  /** The deepest nesting of objects and arrays; 0 for a bare value. */
  depth: number;
  /** Whether a `\u` escape occurs: only these can spell NUL or half a surrogate pair in valid UTF-8. */
  hasUnicodeEscapes: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const NEWLINE = 0x0a;
/** `[`, the first in the alphabet of those that nest. */
const BRACKET = 0x5b;

/**
 * Measures nesting without parsing: JSON.parse takes 100,000 levels, and what it returns then kills whoever walks it by
 * recursion. Stops as soon as the depth exceeds `stopAt`. With `lines` every line is a document of its own, so that what
 * a broken one leaves open or closes too often does not falsify the next. Pure; about 1 ns a byte.
 */
export function scanJson(bytes: Uint8Array, stopAt: number, lines = false): JsonScan {
  const { length } = bytes;
  let depth = 0;
  let deepest = 0;
  let hasUnicodeEscapes = false;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      // A loop of its own for strings, which are most of a body: two comparisons a byte.
      for (at++; at < length; at++) {
        const inside = bytes[at] as number;
        if (inside === QUOTE) break;
        if (inside === BACKSLASH) {
          if (bytes[++at] === LETTER_U) hasUnicodeEscapes = true;
        } else if (inside === NEWLINE) {
          // No JSON string holds a raw newline: one that does is broken, and must not swallow what follows.
          if (lines) depth = 0;
          break;
        }
      }
    } else if (byte >= BRACKET) {
      const bracket = byte | 0x20;
      // `{` and `[` differ in this one bit, as do `}` and `]`.
      if (bracket === 0x7b) {
        if (++depth > deepest && (deepest = depth) > stopAt) return { depth: deepest, hasUnicodeEscapes };
      } else if (bracket === 0x7d) {
        depth--;
      }
    } else if (byte === NEWLINE && lines) {
      depth = 0;
    }
  }
  return { depth: deepest, hasUnicodeEscapes };
}
