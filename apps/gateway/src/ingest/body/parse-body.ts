import { isUtf8 } from 'node:buffer';
import { LIMITS } from '@argus/contract';
import { type ProblemError, badRequest, tooLarge } from '../../problem/problem-error.js';
import { MalformedItem, type ParsedBody } from './parsed-body.type.js';
import { scanJson } from './scan-json.js';

export type BodyForm = 'json' | 'ndjson';

/** Levels that a body may have at all; one event deeper than its own limit is that event's error, not the request's. */
const MAX_BODY_DEPTH = 64;

const malformed = (message: string): ProblemError =>
  badRequest(message, [{ index: 0, field: '', code: 'malformed', message } as const]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // V8 quotes the whole document in some of its messages.
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

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

function parseLines(text: string): unknown[] {
  const items: unknown[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    if (items.length === LIMITS.eventsPerRequest) throw tooMany(`more than ${LIMITS.eventsPerRequest}`);
    try {
      items.push(JSON.parse(trimmed));
    } catch (error) {
      items.push(new MalformedItem(line, `This line is not valid JSON (${reasonOf(error)}). Send one event a line.`));
    }
  }
  return items;
}

const tooMany = (count: number | string): ProblemError =>
  tooLarge(
    `The request holds ${count} events; ${LIMITS.eventsPerRequest} are taken at once. Send them in several requests.`,
  );

/**
 * Reads the events of a body; nothing of them is judged yet.
 * Throws ProblemError 400 for what is no list of events at all, 413 for more than 10,000 of them.
 */
export function parseBody(bytes: Buffer, form: BodyForm): ParsedBody {
  if (!isUtf8(bytes)) throw malformed('The body is not valid UTF-8. Encode JSON as UTF-8.');
  const { depth, hasUnicodeEscapes } = scanJson(bytes, MAX_BODY_DEPTH, form === 'ndjson');
  if (depth > MAX_BODY_DEPTH) {
    const message = `The body is nested deeper than ${MAX_BODY_DEPTH} levels; the data of an event may have ${LIMITS.dataDepth}.`;
    throw badRequest(message, [{ index: 0, field: '', code: 'too_deep', message }]);
  }
  const withMark = bytes.toString('utf8');
  const text = withMark.charCodeAt(0) === 0xfeff ? withMark.slice(1) : withMark;
  if (text.trim() === '')
    throw malformed('The body is empty. Send an event, an array of events, or {"events": [...]}.');
  const items = form === 'ndjson' ? parseLines(text) : itemsOf(parse(text));
  if (items.length > LIMITS.eventsPerRequest) throw tooMany(items.length);
  if (items.length === 0) throw malformed('The list of events is empty. Send at least one event.');
  return { items, bytes: bytes.length, depth, mayHoldOddCharacters: hasUnicodeEscapes };
}
