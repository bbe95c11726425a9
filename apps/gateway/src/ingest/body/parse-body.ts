import { isUtf8 } from 'node:buffer';
import { LIMITS } from '@argus/contract';
import { type ProblemError, badRequest } from '../../problem/problem-error.js';
import { parseLines, tooManyEvents } from './parse-lines.js';
import { scanBody } from '../scan/scan-body.js';
import { ItemBody, type ParsedBody, SpanBody } from './parsed-body.js';
import { reasonOf } from './reason-of.js';
import { scanJson } from './scan-json.js';

export type BodyForm = 'json' | 'ndjson';

/**
 * Levels that a body may have at all: far fewer than what kills a walk by recursion, and far more than an event may have,
 * since one that is too deep is that event's error and not the request's.
 */
const MAX_BODY_DEPTH = 1_000;

const malformed = (message: string): ProblemError =>
  badRequest(message, [{ index: 0, field: '', code: 'malformed', message } as const]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw malformed(`The body is not valid JSON (${reasonOf(error)}). Send one event, an array, or {"events": [...]}.`);
  }
}

function itemsOf(document: unknown): unknown[] {
  if (Array.isArray(document)) return document;
  if (!isRecord(document)) {
    throw malformed(
      'The body is neither an event nor a list of events. Send a JSON object, an array, or {"events": [...]}.',
    );
  }
  if (!Object.hasOwn(document, 'events')) return [document];
  if (!Array.isArray(document['events'])) {
    const message = '"events" must be an array of events.';
    throw badRequest(message, [{ index: 0, field: 'events', code: 'wrong_type', message }]);
  }
  const other = Object.keys(document).find((key) => key !== 'events');
  if (other !== undefined) {
    const message = `"${other.slice(0, 100)}" is not known beside "events". Remove it.`;
    throw badRequest(message, [{ index: 0, field: other.slice(0, 100), code: 'unknown_field', message }]);
  }
  return document['events'];
}

const empty = (): ProblemError =>
  malformed('The body is empty. Send an event, an array of events, or {"events": [...]}.');

function parseDocument(withMark: string): unknown[] {
  const text = withMark.charCodeAt(0) === 0xfeff ? withMark.slice(1) : withMark;
  if (text.trim() === '') throw empty();
  const items = itemsOf(parse(text));
  if (items.length === 0) throw malformed('The list of events is empty. Send at least one event.');
  return items;
}

/**
 * Reads the events of a body; nothing of them is judged yet. Where they are as events mostly are, they are only found in
 * its bytes.
 * Throws ProblemError 400 for what is no list of events at all, 413 for more than 10,000 of them.
 */
export function parseBody(bytes: Buffer, form: BodyForm): ParsedBody {
  const isClean = isUtf8(bytes);
  const scanned = isClean ? scanBody(bytes, form) : undefined;
  return scanned ? new SpanBody(bytes, scanned) : parseWhole(bytes, form, isClean);
}

/** As `parseBody`, always by the parser. `isClean`: whether the bytes are valid UTF-8. */
export function parseWhole(bytes: Buffer, form: BodyForm, isClean = isUtf8(bytes)): ItemBody {
  const isLines = form === 'ndjson';
  if (!isClean && !isLines) throw malformed('The body is not valid UTF-8. Encode JSON as UTF-8.');
  const { depth, hasUnicodeEscapes } = scanJson(bytes, MAX_BODY_DEPTH, isLines);
  const isTooDeep = depth > MAX_BODY_DEPTH;
  if (isTooDeep && !isLines) {
    const message = `The body is nested deeper than ${MAX_BODY_DEPTH} levels; the data of an event may have ${LIMITS.dataDepth}.`;
    throw badRequest(message, [{ index: 0, field: '', code: 'too_deep', message }]);
  }
  const items = isLines
    ? parseLines(bytes, { isUtf8: isClean, isTooDeep, maxDepth: MAX_BODY_DEPTH })
    : parseDocument(bytes.toString('utf8'));
  if (items.length === 0) throw empty();
  if (items.length > LIMITS.eventsPerRequest) throw tooManyEvents(items.length);
  // The look at a body that is too deep ended early: what follows may hold escapes.
  return new ItemBody(items, { bytes: bytes.length, depth, mayHoldOddCharacters: hasUnicodeEscapes || isTooDeep });
}
