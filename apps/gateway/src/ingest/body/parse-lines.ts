import { isUtf8 } from 'node:buffer';
import { LIMITS } from '@argus/contract';
import { tooLarge } from '../../problem/problem-error.js';
import { MalformedItem } from './parsed-body.js';
import { reasonOf } from './reason-of.js';
import { scanJson } from './scan-json.js';

const NEWLINE = 0x0a;

/** What is known of the whole body, so that most lines need no look of their own. */
export interface LinesScan {
  /** Whether all of it is valid UTF-8. */
  isUtf8: boolean;
  /** Whether a line is nested deeper than `maxDepth`, which JSON.parse must not see. */
  isTooDeep: boolean;
  maxDepth: number;
}

function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, start);
    yield bytes.subarray(start, end < 0 ? bytes.length : end);
    start = end < 0 ? bytes.length : end + 1;
  }
}

/** Why a line cannot be handed to JSON.parse at all; only asked where the whole body raised a doubt. */
function flawOf(line: Buffer, { maxDepth }: LinesScan): MalformedItem | undefined {
  if (!isUtf8(line)) {
    return new MalformedItem(line.toString('utf8'), 'This line is not valid UTF-8. Encode JSON as UTF-8.');
  }
  if (scanJson(line, maxDepth).depth <= maxDepth) return undefined;
  const message = `This line is nested deeper than ${maxDepth} levels; the data of an event may have ${LIMITS.dataDepth}.`;
  return new MalformedItem(line.toString('utf8'), message, 'too_deep');
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch (error) {
    return new MalformedItem(line, `This line is not valid JSON (${reasonOf(error)}). Send one event a line.`);
  }
}

/**
 * The events of NDJSON, one a line; blank lines are none. A line that is no JSON, no UTF-8 or too deep takes its place as
 * an item that is refused alone: its neighbours are not. Throws ProblemError 413 for more than 10,000 of them.
 */
export function parseLines(bytes: Buffer, scan: LinesScan): unknown[] {
  const isDoubtful = !scan.isUtf8 || scan.isTooDeep;
  const items: unknown[] = [];
  const lines = isDoubtful ? linesOf(bytes) : bytes.toString('utf8').split('\n');
  for (const line of lines) {
    const flaw = typeof line === 'string' ? undefined : flawOf(line, scan);
    // A byte order mark is white space to `trim`.
    const text = line.toString().trim();
    if (text === '') continue;
    if (items.length === LIMITS.eventsPerRequest) throw tooManyEvents(`more than ${LIMITS.eventsPerRequest}`);
    items.push(flaw ?? parseLine(text));
  }
  return items;
}

/** 413: more events than one request may hold. */
export const tooManyEvents = (count: number | string) =>
  tooLarge(
    `The request holds ${count} events; ${LIMITS.eventsPerRequest} are taken at once. Send them in several requests.`,
  );
