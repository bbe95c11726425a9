import { type AcceptedEvent, type FieldError, LIMITS, parseTimestamp } from '@argus/contract';
import type { CompiledEntry, TrackingPlan } from '@argus/tracking-plan';
import { shorten } from '@argus/tracking-plan';
import { characters } from './event.decorators.js';
import { type SentEvent, explainEvent, isEvent } from './event.schema.js';
import { isDeeperThan } from './json-depth.js';
import { findOddCharacters } from './odd-characters.js';
import { pageUrlOf, pageUrlOrigin } from './page-url.js';

/** What is done about a payload that breaks the rules of its type: nothing, a warning with the answer, or refusal. */
export type PlanMode = 'observe' | 'warn' | 'enforce';

/** What events are judged by. */
export interface EventRules {
  plan: TrackingPlan;
  mode: PlanMode;
  /** Whether event types that the plan does not know are refused. */
  strict: boolean;
  /** What a strict source takes of the plan, as `name` or `category/name`; undefined: all of it. */
  allowedTypes: ReadonlySet<string> | undefined;
  /** Microseconds since the epoch; stands in for a timestamp that was not sent. */
  nowUs: number;
  /** How far ahead of now a timestamp may be. */
  skewUs: number;
  /** Microseconds since the epoch: what happened earlier is no longer kept. */
  oldestUs: number;
  /** An upper bound of the nesting of what is judged, known from the body: spares walks through `data`. */
  maxDepth: number;
  /** False proves that no text holds NUL or half a surrogate pair. */
  mayHoldOddCharacters: boolean;
}

/** An event in the making: everything but its id, which is put in later where none was sent. */
export interface JudgedEvent {
  event: AcceptedEvent;
  /** Whether the sender said when it happened. */
  hasOwnTimestamp: boolean;
  /** What the plan found wrong in an event that was accepted all the same (`warn`). */
  warnings: readonly FieldError[];
}

const NO_WARNINGS: readonly FieldError[] = [];
/** The fewest that stand around `data` in a body: the event itself. */
const LEVELS_AROUND_DATA = 1;

const microsOf = (timestamp: string | number): number =>
  typeof timestamp === 'number' ? timestamp * 1_000 : parseTimestamp(timestamp);

function isTooLarge(text: string): boolean {
  return text.length > LIMITS.dataBytes / 3 && Buffer.byteLength(text) > LIMITS.dataBytes;
}

/** Whether a strict source takes events of this type. */
export function isRegistered(
  category: string,
  name: string,
  plan: TrackingPlan,
  allowedTypes: EventRules['allowedTypes'],
): boolean {
  if (plan.find(category, name) === undefined) return false;
  return allowedTypes === undefined || allowedTypes.has(category === '' ? name : `${category}/${name}`);
}

function payloadErrors(entry: CompiledEntry | undefined, data: Record<string, unknown> | undefined, pageUrl: string) {
  if (entry === undefined) return NO_WARNINGS;
  const errors = entry.accepts(data ?? {}) ? [] : entry.explain(data ?? {});
  const field = entry.entry.page_url_required_as;
  if (field !== undefined && pageUrl === '' && !errors.some((error) => error.field === field)) {
    const where = field === 'page_url' ? '"page_url"' : `"${field}" (or "page_url")`;
    const message = `A "${entry.entry.name}" needs the address of its page. Send ${where}.`;
    errors.push({ field, code: 'required', message });
  }
  return errors.length > 0 ? errors : NO_WARNINGS;
}

/** The accepted event, or undefined where anything is wrong: the hot path, which collects nothing. */
function accept(event: SentEvent, rules: EventRules): JudgedEvent | undefined {
  const data = event.data ?? event.payload;
  const timestampUs = event.timestamp === undefined ? rules.nowUs : microsOf(event.timestamp);
  if (timestampUs < rules.oldestUs || timestampUs > rules.nowUs + rules.skewUs) return undefined;
  const mayBeDeep = rules.maxDepth > LIMITS.dataDepth + LEVELS_AROUND_DATA;
  if (mayBeDeep && isDeeperThan(data, LIMITS.dataDepth)) return undefined;
  const text = data === undefined ? '{}' : JSON.stringify(data);
  if (isTooLarge(text)) return undefined;
  const pageUrl = pageUrlOf(event, data);
  if (pageUrl.length > LIMITS.pageUrlChars && characters(pageUrl) > LIMITS.pageUrlChars) return undefined;
  const name = event.name ?? (event.event_type as string);
  const category = event.category ?? '';
  const entry = rules.plan.find(category, name);
  if (rules.strict && !isRegistered(category, name, rules.plan, rules.allowedTypes)) return undefined;
  const warnings = rules.mode === 'observe' ? NO_WARNINGS : payloadErrors(entry, data, pageUrl);
  if (warnings !== NO_WARNINGS && rules.mode === 'enforce') return undefined;
  return {
    event: {
      eventId: event.event_id === undefined ? '' : event.event_id.toLowerCase(),
      timestampUs,
      userId: event.user_id ?? '',
      sessionId: event.session_id ?? '',
      category,
      name,
      pageUrl,
      data: text,
    },
    hasOwnTimestamp: event.timestamp !== undefined,
    warnings,
  };
}

function timestampErrors(value: unknown, { nowUs, skewUs, oldestUs }: EventRules): FieldError[] {
  if (typeof value !== 'string' && !Number.isInteger(value)) return [];
  const micros = microsOf(value as string | number);
  if (micros < oldestUs) {
    const oldest = new Date(oldestUs / 1_000).toISOString().slice(0, 10);
    const why = oldestUs > 0 ? ' (RETENTION_DAYS): what is older is not kept' : '';
    const message = `"timestamp" must not be before ${oldest}${why}, got ${shorten(value)}.`;
    return [{ field: 'timestamp', code: 'too_old', message }];
  }
  if (!(micros > nowUs + skewUs)) return [];
  const ahead = `at most ${skewUs / 1_000_000} seconds ahead of ${new Date(nowUs / 1_000).toISOString()}`;
  const message = `"timestamp" must be ${ahead}, got ${shorten(value)}. Check the sender's clock.`;
  return [{ field: 'timestamp', code: 'in_the_future', message }];
}

function sizeErrors(field: string, data: object): FieldError[] {
  if (isDeeperThan(data, LIMITS.dataDepth)) {
    return [
      { field, code: 'too_deep', message: `"${field}" is nested deeper than ${LIMITS.dataDepth} levels. Flatten it.` },
    ];
  }
  if (!isTooLarge(JSON.stringify(data))) return [];
  return [
    { field, code: 'too_large', message: `"${field}" is larger than ${LIMITS.dataBytes} bytes of JSON. Shorten it.` },
  ];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typeErrors(event: Record<string, unknown>, rules: EventRules): FieldError[] {
  const spelled = event['name'] === undefined ? 'event_type' : 'name';
  const { [spelled]: name, category = '' } = event;
  const field = event['data'] === undefined ? 'payload' : 'data';
  const data = isRecord(event[field]) ? event[field] : undefined;
  const pageUrl = pageUrlOf({ page_url: typeof event['page_url'] === 'string' ? event['page_url'] : '' }, data);
  const errors: FieldError[] = data ? sizeErrors(field, data) : [];
  if (event['page_url'] === undefined && characters(pageUrl) > LIMITS.pageUrlChars) {
    const message = `The address of the page must have at most ${LIMITS.pageUrlChars} characters, got ${shorten(pageUrl)}.`;
    errors.push({ field: pageUrlOrigin(data), code: 'too_long', message });
  }
  if (typeof name !== 'string' || typeof category !== 'string' || name === '') return errors;
  const entry = rules.plan.find(category, name);
  if (rules.strict && !isRegistered(category, name, rules.plan, rules.allowedTypes)) {
    const type = category === '' ? `"${name}"` : `"${category}" / "${name}"`;
    const message = `The event type ${type.slice(0, 210)} is not registered, and this source takes no others.`;
    errors.push({ field: spelled, code: 'unknown_event_type', message });
  }
  // What has the wrong type altogether was said already; its inside cannot be judged.
  if (rules.mode !== 'enforce' || (event[field] !== undefined && data === undefined)) return errors;
  return [...errors, ...payloadErrors(entry, data, pageUrl)];
}

/** Two rules may find the same thing; the first one that did says it best. */
function withoutRepetition(errors: FieldError[]): FieldError[] {
  const byField = new Map<string, FieldError>();
  for (const error of errors) {
    const key = `${error.code} ${error.field}`;
    if (!byField.has(key)) byField.set(key, error);
  }
  return [...byField.values()];
}

function atMost(errors: FieldError[], limit: number): FieldError[] {
  if (errors.length <= limit) return errors;
  const message = `${errors.length - limit + 1} more fields of this event are wrong. Mend these first.`;
  return [...errors.slice(0, limit - 1), { field: '', code: 'too_many_errors', message }];
}

/** Every wrong field, of the event and of its payload together, at most 50. */
function explain(value: unknown, rules: EventRules): FieldError[] {
  const own = isEvent(value) ? [] : explainEvent(value);
  if (!isRecord(value)) return own;
  const odd = rules.mayHoldOddCharacters ? findOddCharacters(value) : [];
  const all = [...own, ...timestampErrors(value['timestamp'], rules), ...odd, ...typeErrors(value, rules)];
  return atMost(withoutRepetition(all), LIMITS.errorsPerEvent);
}

/** Judges one event by all rules, its own and those of its payload: the event to store, or every wrong field. Pure. */
export function judgeEvent(value: unknown, rules: EventRules): JudgedEvent | FieldError[] {
  const isClean = !rules.mayHoldOddCharacters || findOddCharacters(value).length === 0;
  const judged = isClean && isEvent(value) ? accept(value, rules) : undefined;
  return judged ?? explain(value, rules);
}
