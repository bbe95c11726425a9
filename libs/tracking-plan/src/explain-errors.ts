import type { ErrorObject } from 'ajv';
import type { ErrorCode, FieldError } from '@argus/contract';
import { shorten } from './shorten.js';

/** The error code that a broken keyword of JSON Schema stands for; what is not listed is `bad_format`. */
const CODES: Record<string, ErrorCode> = {
  type: 'wrong_type',
  required: 'required',
  dependentRequired: 'required',
  minLength: 'empty',
  minItems: 'empty',
  minProperties: 'empty',
  maxLength: 'too_long',
  maxItems: 'too_long',
  maxProperties: 'too_long',
  minimum: 'out_of_range',
  maximum: 'out_of_range',
  exclusiveMinimum: 'out_of_range',
  exclusiveMaximum: 'out_of_range',
  multipleOf: 'out_of_range',
  enum: 'not_allowed',
  const: 'not_allowed',
  not: 'not_allowed',
  additionalProperties: 'unknown_field',
  unevaluatedProperties: 'unknown_field',
  propertyNames: 'unknown_field',
};

/** Keywords that only say that one of their parts failed, or which name no field: the parts speak for themselves. */
const SILENT = new Set(['if', 'allOf', '$ref', 'false schema']);

type Details = Record<string, unknown>;

function fieldOf({ keyword, instancePath, params }: ErrorObject, prefix: string): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const { missingProperty, additionalProperty, unevaluatedProperty, propertyName } = params as Details;
  const last = missingProperty ?? additionalProperty ?? unevaluatedProperty ?? propertyName;
  if (last !== undefined && keyword !== 'type') path.push(String(last).slice(0, 100));
  return [prefix, ...path].filter((part) => part !== '').join('.');
}

const plural = (count: unknown, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;

function messageOf({ keyword, params, data, message }: ErrorObject, field: string): string {
  const details = params as Details;
  const got = `got ${shorten(data)}`;
  switch (keyword) {
    case 'type': {
      const wanted = [details['type']].flat().join(' or ');
      return `"${field}" must be ${/^[aeiou]/.test(wanted) ? 'an' : 'a'} ${wanted}, ${got}.`;
    }
    case 'required':
    case 'dependentRequired':
      return `"${field}" is missing. Send it.`;
    case 'minLength':
      return details['limit'] === 1
        ? `"${field}" is empty. Send at least one character, or leave it out where it is optional.`
        : `"${field}" must have at least ${plural(details['limit'], 'character')}, ${got}.`;
    case 'maxLength':
      return `"${field}" must have at most ${plural(details['limit'], 'character')}, ${got}. Shorten it.`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `"${field}" must be ${String(details['comparison'])} ${String(details['limit'])}, ${got}.`;
    case 'enum':
      return `"${field}" must be one of ${shorten(details['allowedValues'], 300)}, ${got}.`;
    case 'const':
      return `"${field}" must be ${shorten(details['allowedValue'])}, ${got}.`;
    case 'pattern':
    case 'format':
      return `"${field}" must match the ${keyword} ${String(details['pattern'] ?? details['format'])}, ${got}.`;
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `"${field}" is not a known field. Remove it or correct its spelling.`;
    default:
      return `"${field}" ${message ?? 'breaks a rule'}, ${got}.`;
  }
}

const isAlternative = ({ keyword }: ErrorObject): boolean => keyword === 'anyOf' || keyword === 'oneOf';

/**
 * Turns what Ajv found (`allErrors`, `verbose`) into errors of the public contract; `prefix` is put before every path.
 * One error a field and code: alternatives of an `anyOf` would otherwise say the same thing twice. Pure.
 */
export function explainErrors(errors: readonly ErrorObject[], prefix = ''): FieldError[] {
  const found = new Map<string, FieldError>();
  const parts = errors.filter((error) => !isAlternative(error) && !SILENT.has(error.keyword));
  // A failed alternative without a part that says why (several matched) speaks for itself.
  for (const error of parts.length > 0 ? parts : errors) {
    const field = fieldOf(error, prefix);
    const code = CODES[error.keyword] ?? 'bad_format';
    const key = `${code} ${field}`;
    if (!found.has(key)) found.set(key, { field, code, message: messageOf(error, field || 'event') });
  }
  return [...found.values()];
}
