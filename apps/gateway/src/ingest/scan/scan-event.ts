import { CLOSE_OBJECT, COLON, COMMA, NINE, OPEN_OBJECT, QUOTE, SPACE, UNUSUAL, ZERO } from './json.bytes.js';
import { endOfText, isWord, skipSpace } from './json.bytes.js';
import { endOfObject } from './scan-data.js';
import { SPAN, type SpanList } from './spans.js';

const word = (text: string): Uint8Array => Buffer.from(text);
const EVENT_ID = word('event_id');
const TIMESTAMP = word('timestamp');
const USER_ID = word('user_id');
const SESSION_ID = word('session_id');
const CATEGORY = word('category');
const NAME = word('name');
const EVENT_TYPE = word('event_type');
const PAGE_URL = word('page_url');
const DATA = word('data');
const PAYLOAD = word('payload');

/** The field that a key names, in either spelling; 0 for a key that is none. */
function fieldOf(bytes: Uint8Array, key: number, length: number): number {
  const first = bytes[key];
  switch (length) {
    case 4:
      if (first === 0x6e) return isWord(bytes, key, NAME) ? SPAN.name : 0;
      return isWord(bytes, key, DATA) ? SPAN.data : 0;
    case 7:
      if (first === 0x75) return isWord(bytes, key, USER_ID) ? SPAN.userId : 0;
      return isWord(bytes, key, PAYLOAD) ? SPAN.data : 0;
    case 8:
      if (first === 0x65) return isWord(bytes, key, EVENT_ID) ? SPAN.eventId : 0;
      if (first === 0x63) return isWord(bytes, key, CATEGORY) ? SPAN.category : 0;
      return isWord(bytes, key, PAGE_URL) ? SPAN.pageUrl : 0;
    case 9:
      return isWord(bytes, key, TIMESTAMP) ? SPAN.timestamp : 0;
    case 10:
      if (first === 0x73) return isWord(bytes, key, SESSION_ID) ? SPAN.sessionId : 0;
      return isWord(bytes, key, EVENT_TYPE) ? SPAN.name : 0;
    default:
      return 0;
  }
}

/** Behind a whole number of milliseconds, or UNUSUAL. */
function endOfMillis(bytes: Uint8Array, begin: number, end: number): number {
  let at = begin;
  while (at < end && (bytes[at] as number) >= ZERO && (bytes[at] as number) <= NINE) at++;
  const digits = at - begin;
  const isPlain = digits > 0 && digits <= 15 && bytes[begin] !== ZERO;
  const next = bytes[at] as number;
  return isPlain && next !== 0x2e && next !== 0x65 && next !== 0x45 ? at : UNUSUAL;
}

/**
 * Finds the fields of the event that begins at `begin` (a `{`), and answers where it is over; UNUSUAL for whatever does
 * not look like most events: an escape in a field, a key that is unknown or stands there twice, another type than the usual
 * one, broken JSON. What it finds are events as the parser would read them; whether their values may pass is not judged.
 */
export function scanEvent(bytes: Uint8Array, begin: number, end: number, list: SpanList): number {
  const { spans, base } = list;
  let at = skipSpace(bytes, begin + 1, end);
  for (;;) {
    if (bytes[at] !== QUOTE) return UNUSUAL;
    const key = at + 1;
    const keyEnd = endOfText(bytes, key, end);
    if (keyEnd < 0) return UNUSUAL;
    const field = fieldOf(bytes, key, keyEnd - key);
    if (field === 0 || spans[base + field] !== 0) return UNUSUAL;
    at = keyEnd + 1;
    if ((bytes[at] as number) <= SPACE) at = skipSpace(bytes, at, end);
    if (bytes[at] !== COLON) return UNUSUAL;
    at++;
    if ((bytes[at] as number) <= SPACE) at = skipSpace(bytes, at, end);
    let start = at;
    if (bytes[at] === QUOTE && field !== SPAN.data) {
      start = at + 1;
      at = endOfText(bytes, start, end);
      if (at < 0) return UNUSUAL;
      spans[base + field + 1] = at;
      at++;
    } else {
      if (field === SPAN.data && bytes[at] === OPEN_OBJECT) at = endOfObject(bytes, at, end, 1, list);
      else if (field === SPAN.timestamp) at = endOfMillis(bytes, at, end);
      else return UNUSUAL;
      if (at < 0) return UNUSUAL;
      spans[base + field + 1] = at;
    }
    spans[base + field] = start;
    if ((bytes[at] as number) <= SPACE) at = skipSpace(bytes, at, end);
    const next = bytes[at];
    if (next === CLOSE_OBJECT) break;
    if (next !== COMMA) return UNUSUAL;
    at++;
    if ((bytes[at] as number) <= SPACE) at = skipSpace(bytes, at, end);
  }
  spans[base + SPAN.event] = begin;
  spans[base + SPAN.event + 1] = at + 1;
  return at + 1;
}
