import { ValidationPipe, type ValidationError } from '@nestjs/common';
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

function fieldErrors(errors: ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const field = parent ? `${parent}.${property}` : property;
    // What is missing breaks every other rule of its field too; that would only hide what is meant.
    const { isDefined } = constraints ?? {};
    const own = Object.entries(isDefined === undefined ? (constraints ?? {}) : { isDefined }).map(
      ([rule, message]) => ({
        field,
        code: CODES[rule] ?? ('bad_format' as const),
        message: rule === 'whitelistValidation' ? `There is no parameter "${field}" here. Remove it.` : message,
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
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => {
        const named = fieldErrors(errors);
        const fields = [...new Set(named.map(({ field }) => field))].join(', ');
        return badRequest(`These parameters cannot be used: ${fields}.`, named);
      },
    });
  }
}
