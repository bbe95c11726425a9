/** Why an event, or one field of it, was refused: the closed list of the public contract. */
export const ERROR_CODES = [
  'required',
  'wrong_type',
  'empty',
  'too_long',
  'too_deep',
  'too_large',
  'bad_format',
  'out_of_range',
  'in_the_future',
  'too_old',
  'unknown_field',
  'ambiguous_alias',
  'unknown_event_type',
  'not_allowed',
  'bot',
  'poison',
  'malformed',
  'too_many_errors',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One wrong field: `field` is a path such as `page_url` or `data.latitude`; `''` is the event itself. */
export interface FieldError {
  field: string;
  code: ErrorCode;
  message: string;
}

/** A wrong field of one event of a request; `index` counts from 0 in the order sent. */
export interface IndexedFieldError extends FieldError {
  index: number;
}
