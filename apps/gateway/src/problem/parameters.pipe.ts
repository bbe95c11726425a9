import { type ArgumentMetadata, ValidationPipe, type ValidationError } from '@nestjs/common';
import type { ErrorCode, FieldError } from '@argus/contract';
import { badRequest } from './problem-error.js';

/** The error code that a broken rule of class-validator stands for; what is not listed is `bad_format`. */
const CODES: Record<string, ErrorCode> = {
  whitelistValidation: 'unknown_field',
  isDefined: 'required',
  isNotEmpty: 'required',
  isString: 'wrong_type',
  isInt: 'wrong_type',
  isNumber: 'wrong_type',
  isBoolean: 'wrong_type',
  isObject: 'wrong_type',
  isArray: 'wrong_type',
  min: 'out_of_range',
  max: 'out_of_range',
  isIn: 'not_allowed',
  isEnum: 'not_allowed',
  minLength: 'empty',
  maxLength: 'too_long',
};

/**
 * The broken rules that say what is wrong. What is missing, or of another type, breaks every other rule of its field too;
 * that would only hide what is meant.
 */
function tellingRules(field: string, constraints: Record<string, string>, isMissing: boolean): [string, string][] {
  const broken = Object.entries(constraints);
  if (isMissing && constraints['whitelistValidation'] === undefined) {
    const [, message = `"${field}" is missing. Send it.`] = broken.find(([rule]) => CODES[rule] === 'required') ?? [];
    return [['isDefined', message]];
  }
  const wrongType = broken.find(([rule]) => CODES[rule] === 'wrong_type');
  return wrongType ? [wrongType] : broken;
}

const unknownField = (field: string): FieldError => ({
  field,
  code: 'unknown_field',
  message: `There is no parameter "${field}" here. Remove it.`,
});

/** Names that class-transformer leaves out, so that no rule ever sees them: they would be ignored in silence. */
const UNSEEN = ['__proto__', 'constructor'];

function fieldErrors(errors: ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap(({ property, value, constraints, children }) => {
    const field = parent ? `${parent}.${property}` : property;
    const own = tellingRules(field, constraints ?? {}, value === undefined || value === null).map(
      ([rule, message]) => ({
        field,
        code: CODES[rule] ?? ('bad_format' as const),
        message: rule === 'whitelistValidation' ? unknownField(field).message : message,
      }),
    );
    return [...own, ...fieldErrors(children ?? [], field)];
  });
}

/** Validates query parameters and small bodies: a bad or an unknown one is a 400 that names it. */
export class ParametersPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: false,
      validationError: { target: false },
      exceptionFactory: (errors) => {
        const named = fieldErrors(errors);
        const fields = [...new Set(named.map(({ field }) => field))].join(', ');
        return badRequest(`These parameters cannot be used: ${fields}.`, named);
      },
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const unseen =
      typeof value === 'object' && value !== null ? UNSEEN.filter((name) => Object.hasOwn(value, name)) : [];
    if (unseen.length > 0) {
      throw badRequest(`These parameters cannot be used: ${unseen.join(', ')}.`, unseen.map(unknownField));
    }
    return super.transform(value, metadata);
  }
}
