import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import { type FieldError, parseTimestamp } from '@argus/contract';
import { explainErrors, shorten } from '@argus/tracking-plan';
import { SCHEMA_CONVERTERS } from './event.decorators.js';
import { EventDto } from './event.dto.js';

const schema = targetConstructorToSchema(EventDto, { additionalConverters: SCHEMA_CONVERTERS });

function compile(extra: { allErrors: boolean; verbose: boolean }): ValidateFunction {
  // The schema is ours: to check it against the rules for schemas would compile those, at every start.
  const ajv = new Ajv({ strict: false, validateSchema: false, ...extra });
  ajv.addFormat('event-timestamp', (text: string) => !Number.isNaN(parseTimestamp(text)));
  return ajv.compile(schema);
}

const accepts = compile({ allErrors: false, verbose: false });
const explains = compile({ allErrors: true, verbose: true });

/** What a sender means by an event, in either spelling, once `isEvent` has said yes. */
export interface SentEvent {
  event_id?: string;
  timestamp?: string | number;
  user_id?: string;
  session_id?: string;
  category?: string;
  name?: string;
  event_type?: string;
  page_url?: string;
  data?: Record<string, unknown>;
  payload?: Record<string, unknown>;
}

/** Whether a value obeys the rules of EventDto: compiled from that class, under a microsecond. */
export const isEvent = (value: unknown): value is SentEvent => accepts(value);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Messages that know the contract say more than the keyword of a schema can. */
function refine(error: FieldError, event: Record<string, unknown>): FieldError | undefined {
  const got = `got ${shorten(event[error.field])}`;
  if (error.field === 'timestamp') {
    const code =
      ['string', 'number'].includes(typeof event['timestamp']) && !isFraction(event['timestamp'])
        ? 'bad_format'
        : 'wrong_type';
    const message = `"timestamp" must be ISO 8601 such as 2024-03-15T14:30:00.000Z, or whole milliseconds since the epoch, ${got}.`;
    return { field: 'timestamp', code, message };
  }
  if (error.field === 'event_id' && error.code === 'bad_format') {
    return { ...error, message: `"event_id" must be a UUID, ${got}. Leave it out to have one made.` };
  }
  return error;
}

const isFraction = (value: unknown): boolean => typeof value === 'number' && !Number.isInteger(value);

function missingFields(event: Record<string, unknown>): FieldError[] {
  const errors: FieldError[] = [];
  if (event['user_id'] === undefined && event['session_id'] === undefined) {
    const message = 'Neither "user_id" nor "session_id" is there. Send at least one of them.';
    errors.push({ field: 'user_id', code: 'required', message });
  }
  if (event['name'] === undefined && event['event_type'] === undefined) {
    errors.push({
      field: 'name',
      code: 'required',
      message: '"name" (or its alias "event_type") is missing. Send it.',
    });
  }
  return errors;
}

function contradictions(event: Record<string, unknown>): FieldError[] {
  const pairs = [
    ['name', 'event_type'],
    ['data', 'payload'],
  ] as const;
  return pairs
    .filter(([field, alias]) => event[field] !== undefined && event[alias] !== undefined)
    .map(([field, alias]) => ({
      field: alias,
      code: 'ambiguous_alias' as const,
      message: `"${field}" and "${alias}" are two spellings of one field. Send one of them.`,
    }));
}

/** Every wrong field of a value that `isEvent` refused, without the rules of its payload. */
export function explainEvent(value: unknown): FieldError[] {
  if (!isRecord(value)) {
    const message = `An event must be a JSON object, got ${shorten(value)}.`;
    return [{ field: '', code: 'wrong_type', message }];
  }
  const aliases = contradictions(value);
  explains(value);
  // Which of several required fields is missing is said in our own words: a schema can only list its alternatives.
  const named = (explains.errors ?? []).filter(
    ({ keyword, schemaPath }) => !schemaPath.startsWith('#/allOf') && keyword !== 'required',
  ) as ErrorObject[];
  const byField = new Map<string, FieldError>();
  for (const error of named.length > 0 ? explainErrors(named) : []) {
    const refined = refine(error, value);
    if (refined) byField.set(`${refined.field} ${refined.code}`, refined);
  }
  return [...missingFields(value), ...aliases, ...byField.values()];
}
