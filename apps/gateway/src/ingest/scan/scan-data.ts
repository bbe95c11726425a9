import { LIMITS } from '@argus/contract';
import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
  UNUSUAL,
  isWord,
  skipSpace,
} from './json.bytes.js';
import { endOfNumber } from './scan-number.js';
import { SPAN, type SpanList } from './spans.js';

/** `\" \\ \b \f \n \r \t`: written back as they came. `\/` and `\u` are not, or may spell what no text may hold. */
const KEPT_ESCAPES = new Uint8Array(128);
for (const letter of '"\\bfnrt') KEPT_ESCAPES[letter.charCodeAt(0)] = 1;

const word = (text: string): Uint8Array => Buffer.from(text);
const [TRUE, FALSE, NULL] = [word('true'), word('false'), word('null')];
const [URL_KEY, HOST_KEY, PATH_KEY] = [word('url'), word('host'), word('path')];

/** Keys of one object that are compared with each other; more are left to the parser. */
const MOST_KEYS = 64;
const keyStarts = new Int32Array(MOST_KEYS * LIMITS.dataDepth);
const keyMarks = new Int32Array(MOST_KEYS * LIMITS.dataDepth);

/** Whether the text has an escape, by the last call of `endOfValueText`. */
let hasEscape = false;

/** As `endOfText`, letting those escapes pass that JSON.stringify writes the same way. */
function endOfValueText(bytes: Uint8Array, at: number, end: number): number {
  hasEscape = false;
  for (let next = at; next < end; next++) {
    const byte = bytes[next] as number;
    if (byte === QUOTE) return next;
    if (byte < SPACE) return UNUSUAL;
    if (byte === BACKSLASH) {
      hasEscape = true;
      next++;
      if (next >= end || KEPT_ESCAPES[bytes[next] as number] !== 1) return UNUSUAL;
    }
  }
  return UNUSUAL;
}

/** Length and three bytes of a key: keys that differ in it are different ones. */
function markOf(bytes: Uint8Array, start: number, length: number): number {
  const middle = bytes[start + (length >> 1)] as number;
  const last = bytes[start + length - 1] as number;
  return (length & 0xff) | ((bytes[start] as number) << 8) | (middle << 16) | (last << 24);
}

/** Whether the two keys, of one mark, are the same; both end with a quote. */
function isSameKey(bytes: Uint8Array, one: number, other: number): boolean {
  for (let i = 0; ; i++) {
    const byte = bytes[one + i];
    if (byte !== bytes[other + i]) return false;
    if (byte === QUOTE) return true;
  }
}

/** Notes a key of an object; false where it stood there before, since the last one wins at the place of the first. */
function isNewKey(bytes: Uint8Array, start: number, length: number, from: number, to: number): boolean {
  const mark = markOf(bytes, start, length);
  for (let i = from; i < to; i++) {
    if (keyMarks[i] === mark && isSameKey(bytes, keyStarts[i] as number, start)) return false;
  }
  keyMarks[to] = mark;
  keyStarts[to] = start;
  return true;
}

/** A page URL may be made of these; one with an escape would have to be decoded. False: leave it to the parser. */
function noteText(
  bytes: Uint8Array,
  key: number,
  length: number,
  start: number,
  end: number,
  notes: SpanList,
): boolean {
  let field = 0;
  if (length === 3 && isWord(bytes, key, URL_KEY)) field = SPAN.url;
  else if (length === 4 && isWord(bytes, key, HOST_KEY)) field = SPAN.host;
  else if (length === 4 && isWord(bytes, key, PATH_KEY)) field = SPAN.path;
  if (field === 0) return true;
  if (hasEscape) return false;
  notes.spans[notes.base + field] = start;
  notes.spans[notes.base + field + 1] = end;
  return true;
}

function skipNoted(bytes: Uint8Array, at: number, end: number, { spans, base }: SpanList): number {
  if ((bytes[at] as number) > SPACE) return at;
  spans[base + SPAN.isSpaced] = 1;
  return skipSpace(bytes, at, end);
}

/** Behind a word such as `true`, or UNUSUAL. */
const behind = (bytes: Uint8Array, at: number, text: Uint8Array): number =>
  isWord(bytes, at, text) ? at + text.length : UNUSUAL;

function endOfValue(bytes: Uint8Array, at: number, end: number, depth: number, notes: SpanList): number {
  const byte = bytes[at] as number;
  switch (byte) {
    case QUOTE: {
      const quote = endOfValueText(bytes, at + 1, end);
      return quote < 0 ? UNUSUAL : quote + 1;
    }
    case OPEN_OBJECT:
      return endOfObject(bytes, at, end, depth + 1, notes);
    case OPEN_LIST:
      return endOfList(bytes, at, end, depth + 1, notes);
    case 0x74:
      return behind(bytes, at, TRUE);
    case 0x66:
      return behind(bytes, at, FALSE);
    case 0x6e:
      return behind(bytes, at, NULL);
    default:
      return endOfNumber(bytes, at, end);
  }
}

function endOfList(bytes: Uint8Array, begin: number, end: number, depth: number, notes: SpanList): number {
  if (depth > LIMITS.dataDepth) return UNUSUAL;
  let at = skipNoted(bytes, begin + 1, end, notes);
  if (bytes[at] === CLOSE_LIST) return at + 1;
  for (;;) {
    at = endOfValue(bytes, at, end, depth, notes);
    if (at < 0) return UNUSUAL;
    at = skipNoted(bytes, at, end, notes);
    if (bytes[at] === CLOSE_LIST) return at + 1;
    if (bytes[at] !== COMMA) return UNUSUAL;
    at = skipNoted(bytes, at + 1, end, notes);
  }
}

/**
 * Behind the `}` of the object that begins at `begin`, if JSON.stringify of what JSON.parse makes of it would write the
 * same bytes but for white space; else UNUSUAL. `depth`: levels of `data`, this one included.
 */
export function endOfObject(bytes: Uint8Array, begin: number, end: number, depth: number, notes: SpanList): number {
  if (depth > LIMITS.dataDepth) return UNUSUAL;
  const firstKey = (depth - 1) * MOST_KEYS;
  let keys = firstKey;
  let at = skipNoted(bytes, begin + 1, end, notes);
  if (bytes[at] === CLOSE_OBJECT) return at + 1;
  for (;;) {
    if (bytes[at] !== QUOTE || keys === firstKey + MOST_KEYS) return UNUSUAL;
    const key = at + 1;
    // JavaScript moves keys that are whole numbers to the front.
    if ((bytes[key] as number) >= 0x30 && (bytes[key] as number) <= 0x39) return UNUSUAL;
    at = key;
    let byte = bytes[at] as number;
    while (byte !== QUOTE) {
      if (byte === BACKSLASH || byte < SPACE || at >= end) return UNUSUAL;
      byte = bytes[++at] as number;
    }
    const length = at - key;
    if (!isNewKey(bytes, key, length, firstKey, keys)) return UNUSUAL;
    keys++;
    at = skipNoted(bytes, at + 1, end, notes);
    if (bytes[at] !== COLON) return UNUSUAL;
    at = skipNoted(bytes, at + 1, end, notes);
    const value = at;
    at = endOfValue(bytes, at, end, depth, notes);
    if (at < 0) return UNUSUAL;
    if (depth === 1 && bytes[value] === QUOTE && !noteText(bytes, key, length, value + 1, at - 1, notes))
      return UNUSUAL;
    at = skipNoted(bytes, at, end, notes);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    if (bytes[at] !== COMMA) return UNUSUAL;
    at = skipNoted(bytes, at + 1, end, notes);
  }
}
