import { LIMITS } from '@argus/contract';
import type { BodyForm } from '../body/parse-body.js';
import { CLOSE_LIST, CLOSE_OBJECT, COLON, COMMA, NEWLINE, OPEN_LIST, OPEN_OBJECT, QUOTE } from './json.bytes.js';
import { isWord, skipSpace } from './json.bytes.js';
import { endOfSkipped } from './skip-value.js';
import { scanEvent } from './scan-event.js';
import { SpanList } from './spans.js';

/** What the scanner vouches for, and the values that it left to the parser. */
export interface ScannedBody {
  /** A record for each event (spans.ts); one of zeros for an event that is in `parsed`. */
  spans: Int32Array;
  count: number;
  /** By index. */
  parsed: ReadonlyMap<number, unknown>;
}

/** A body that begins with so many unusual events is left to the parser as a whole, which is faster then. */
const PATIENCE = 8;
const EVENTS_KEY = Buffer.from('events"');
const NOTHING_PARSED: ReadonlyMap<number, unknown> = new Map();

const list = new SpanList();
let parsed: Map<number, unknown> | undefined;

function begin(): void {
  list.count = 0;
  parsed = undefined;
}

function finish(): ScannedBody | undefined {
  const { count } = list;
  // How empty lists and those that are too long are refused, the parser knows.
  if (count === 0 || count > LIMITS.eventsPerRequest) return undefined;
  return { spans: list.copy(), count, parsed: parsed ?? NOTHING_PARSED };
}

/** Reads the value at `start` with the parser; where it ends, or -1 when the body must be left to it as a whole. */
function parseOne(bytes: Buffer, start: number, end: number): number {
  list.clear();
  parsed ??= new Map();
  if (parsed.size === PATIENCE && list.count === PATIENCE + 1) return -1;
  const stop = endOfSkipped(bytes, start, end);
  if (stop < 0) return -1;
  try {
    parsed.set(list.count - 1, JSON.parse(bytes.toString('utf8', start, stop)));
    return stop;
  } catch {
    return -1;
  }
}

/** The events of a list whose `[` is at `open`; where it ends, or -1. */
function scanList(bytes: Buffer, open: number, end: number): number {
  let at = skipSpace(bytes, open + 1, end);
  for (;;) {
    if (list.count === LIMITS.eventsPerRequest) return -1;
    list.add();
    const start = at;
    at = bytes[start] === OPEN_OBJECT ? scanEvent(bytes, start, end, list) : -1;
    if (at < 0) at = parseOne(bytes, start, end);
    if (at < 0) return -1;
    at = skipSpace(bytes, at, end);
    if (bytes[at] === CLOSE_LIST) return at + 1;
    if (bytes[at] !== COMMA) return -1;
    at = skipSpace(bytes, at + 1, end);
  }
}

/** `{"events": [...]}`, or one event. */
function scanObject(bytes: Buffer, open: number, end: number): number {
  let at = skipSpace(bytes, open + 1, end);
  if (bytes[at] !== QUOTE || !isWord(bytes, at + 1, EVENTS_KEY)) {
    list.add();
    return scanEvent(bytes, open, end, list);
  }
  at = skipSpace(bytes, at + 1 + EVENTS_KEY.length, end);
  if (bytes[at] !== COLON) return -1;
  at = skipSpace(bytes, at + 1, end);
  if (bytes[at] !== OPEN_LIST) return -1;
  at = scanList(bytes, at, end);
  if (at < 0) return -1;
  at = skipSpace(bytes, at, end);
  return bytes[at] === CLOSE_OBJECT ? at + 1 : -1;
}

function scanLines(bytes: Buffer, from: number): boolean {
  const { length } = bytes;
  for (let at = from; at < length;) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? length : newline;
    at = skipSpace(bytes, at, end);
    if (at < end) {
      if (list.count === LIMITS.eventsPerRequest) return false;
      list.add();
      const start = at;
      at = bytes[start] === OPEN_OBJECT ? scanEvent(bytes, start, end, list) : -1;
      if (at < 0) at = parseOne(bytes, start, end);
      if (at < 0 || skipSpace(bytes, at, end) < end) return false;
    }
    at = end + 1;
  }
  return true;
}

/**
 * Finds the events of a body of valid UTF-8 without parsing it. Undefined for a body that must be parsed as a whole: one
 * that is no valid JSON, or no list of events, or mostly unusual. What it returns the parser would read alike.
 */
export function scanBody(bytes: Buffer, form: BodyForm): ScannedBody | undefined {
  begin();
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const from = hasMark ? 3 : 0;
  if (form === 'ndjson') return scanLines(bytes, from) ? finish() : undefined;
  const { length } = bytes;
  const start = skipSpace(bytes, from, length);
  let at = -1;
  if (bytes[start] === OPEN_LIST) at = scanList(bytes, start, length);
  else if (bytes[start] === OPEN_OBJECT) at = scanObject(bytes, start, length);
  return at >= 0 && skipSpace(bytes, at, length) === length ? finish() : undefined;
}
