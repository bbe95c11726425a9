import type { ErrorCode, FieldError } from '@argus/contract';

/**
 * For every code of the contract but `poison`, which is found out after the answer (`GET /errors` has it), what the gateway says of an event that breaks the rule: shown in the documentation, and
 * held true by a test that sends such events. The times in `in_the_future` differ, of course.
 */
export const ERROR_EXAMPLES: Readonly<Record<Exclude<ErrorCode, 'poison'>, FieldError>> = {
  required: { field: 'name', code: 'required', message: '"name" (or its alias "event_type") is missing. Send it.' },
  wrong_type: { field: 'user_id', code: 'wrong_type', message: '"user_id" must be a string, got 42.' },
  empty: {
    field: 'user_id',
    code: 'empty',
    message: '"user_id" is empty. Send at least one character, or leave it out where it is optional.',
  },
  too_long: {
    field: 'name',
    code: 'too_long',
    message: `"name" must have at most 100 characters, got "${'x'.repeat(60)}…" (101 characters). Shorten it.`,
  },
  too_deep: { field: 'data', code: 'too_deep', message: '"data" is nested deeper than 16 levels. Flatten it.' },
  too_large: { field: 'data', code: 'too_large', message: '"data" is larger than 65536 bytes of JSON. Shorten it.' },
  bad_format: {
    field: 'timestamp',
    code: 'bad_format',
    message:
      '"timestamp" must be ISO 8601 such as 2024-03-15T14:30:00.000Z, or whole milliseconds since the epoch, got "yesterday".',
  },
  out_of_range: {
    field: 'data.latitude',
    code: 'out_of_range',
    message: '"data.latitude" must be <= 90, got 91.',
  },
  in_the_future: {
    field: 'timestamp',
    code: 'in_the_future',
    message:
      '"timestamp" must be at most 300 seconds ahead of 2026-03-15T14:30:00.000Z, got "2099-01-01T00:00:00Z". Check the sender\'s clock.',
  },
  too_old: {
    field: 'timestamp',
    code: 'too_old',
    message: '"timestamp" must not be before 1970-01-01, got "1969-12-31T23:59:59Z".',
  },
  unknown_field: {
    field: 'colour',
    code: 'unknown_field',
    message: '"colour" is not a known field. Remove it or correct its spelling.',
  },
  ambiguous_alias: {
    field: 'event_type',
    code: 'ambiguous_alias',
    message: '"name" and "event_type" are two spellings of one field. Send one of them.',
  },
  unknown_event_type: {
    field: 'name',
    code: 'unknown_event_type',
    message: 'The event type "jump" is not registered, and this source takes no others.',
  },
  not_allowed: {
    field: 'data.method',
    code: 'not_allowed',
    message: '"data.method" must be one of ["card","cash"], got "barter".',
  },
  bot: {
    field: '',
    code: 'bot',
    message: 'The sender names itself a crawler in User-Agent. Crawlers are not counted as users.',
  },
  malformed: {
    field: '',
    code: 'malformed',
    message: 'The list of events is empty. Send at least one event.',
  },
  too_many_errors: {
    field: '',
    code: 'too_many_errors',
    message: '11 more fields of this event are wrong. Mend these first.',
  },
};
