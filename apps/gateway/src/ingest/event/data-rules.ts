import { BACKSLASH, QUOTE } from '../scan/json.bytes.js';
import { isWord } from '../scan/json.bytes.js';

interface TextRule {
  key: Uint8Array;
  minLength: number;
  maxLength: number;
}

/**
 * What a schema asks of `data`, as far as it can be seen without parsing: texts of certain lengths at its first level.
 * `anything`: every object passes. `complex`: there is more to it.
 */
export type DataRules = 'anything' | 'complex' | { texts: readonly TextRule[]; required: readonly Uint8Array[] };

const KNOWN_KEYWORDS = new Set(['type', 'properties', 'required', 'title', 'description', '$schema']);
const KNOWN_TEXT_KEYWORDS = new Set(['type', 'minLength', 'maxLength', 'title', 'description']);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
const isPlainKey = (key: string): boolean => JSON.stringify(key) === `"${key}"`;

function textRule(key: string, schema: unknown): TextRule | undefined {
  if (!isRecord(schema) || !isPlainKey(key)) return undefined;
  if (Object.keys(schema).some((keyword) => !KNOWN_TEXT_KEYWORDS.has(keyword))) return undefined;
  const { type, minLength = 0, maxLength = Number.MAX_SAFE_INTEGER } = schema;
  if (type !== 'string' || !isCount(minLength) || !isCount(maxLength)) return undefined;
  return { key: Buffer.from(key), minLength, maxLength };
}

/** Reads the rules out of a JSON Schema. Pure. */
export function dataRulesOf(schema: Record<string, unknown>): DataRules {
  if (Object.keys(schema).some((keyword) => !KNOWN_KEYWORDS.has(keyword))) return 'complex';
  const { type = 'object', properties = {}, required = [] } = schema;
  if (type !== 'object' || !isRecord(properties) || !Array.isArray(required)) return 'complex';
  const names = required as unknown[];
  if (!names.every((name): name is string => typeof name === 'string' && isPlainKey(name))) return 'complex';
  const texts = Object.entries(properties).map(([key, rule]) => textRule(key, rule));
  if (!texts.every((rule) => rule !== undefined)) return 'complex';
  if (texts.length === 0 && names.length === 0) return 'anything';
  return { texts, required: [...new Set(names)].map((name) => Buffer.from(name)) };
}

/** Behind the value that begins at `begin`, in data that was scanned and has no white space. */
function behindValue(bytes: Uint8Array, begin: number): number {
  let depth = 0;
  for (let at = begin; ; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      for (at++; bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
    } else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return at;
      depth--;
    } else if (byte === 0x2c && depth === 0) {
      return at;
    }
  }
}

const isKey = (bytes: Uint8Array, start: number, end: number, key: Uint8Array): boolean =>
  end - start === key.length && isWord(bytes, start, key);

function obeys(bytes: Uint8Array, value: number, behind: number, { minLength, maxLength }: TextRule): boolean {
  if (bytes[value] !== QUOTE) return false;
  // In bytes, as they stand there: characters may be fewer, so only what is certain passes.
  const length = behind - value - 2;
  return length <= maxLength && (minLength === 0 || (minLength === 1 && length > 0));
}

/**
 * Whether the data from `start` (its `{`) to `end`, scanned and without white space, certainly obeys the rules. False says
 * nothing: it must be parsed then.
 */
export function certainlyObeys(bytes: Uint8Array, start: number, end: number, rules: DataRules): boolean {
  if (rules === 'anything') return true;
  if (rules === 'complex') return false;
  const { texts, required } = rules;
  let missing = required.length;
  for (let at = start + 1; at < end - 1; at++) {
    const key = at + 1;
    let keyEnd = key;
    while (bytes[keyEnd] !== QUOTE) keyEnd++;
    const value = keyEnd + 2;
    at = behindValue(bytes, value);
    for (const rule of texts) {
      if (isKey(bytes, key, keyEnd, rule.key) && !obeys(bytes, value, at, rule)) return false;
    }
    for (const name of required) if (isKey(bytes, key, keyEnd, name)) missing--;
  }
  return missing === 0;
}
