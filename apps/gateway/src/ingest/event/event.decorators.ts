import { ValidateBy, ValidateIf, buildMessage } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { parseTimestamp } from '@argus/contract';

/** Length in characters as a reader counts them: a character outside of the basic plane is one, not two. */
export const characters = (text: string): number => {
  let count = text.length;
  for (let at = 1; at < text.length; at++) {
    const isPair = (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
    if (isPair) count--;
  }
  return count;
};

/** A string of `min` to `max` characters. */
export const Text = (min: number, max: number): PropertyDecorator =>
  ValidateBy({
    name: 'text',
    constraints: [min, max],
    validator: {
      validate: (value): boolean => typeof value === 'string' && characters(value) >= min && characters(value) <= max,
      defaultMessage: buildMessage(
        (each) => `${each}$property must be a string of $constraint1 to $constraint2 characters`,
      ),
    },
  });

/** ISO 8601, or whole milliseconds since the epoch. */
export const Timestamp = (): PropertyDecorator =>
  ValidateBy({
    name: 'timestamp',
    validator: {
      validate: (value): boolean =>
        Number.isInteger(value) || (typeof value === 'string' && !Number.isNaN(parseTimestamp(value))),
      defaultMessage: buildMessage((each) => `${each}$property must be ISO 8601 or whole milliseconds since the epoch`),
    },
  });

/** A JSON object: no array, not null. */
export const JsonObject = (): PropertyDecorator =>
  ValidateBy({
    name: 'jsonObject',
    validator: {
      validate: (value): boolean => typeof value === 'object' && value !== null && !Array.isArray(value),
      defaultMessage: buildMessage((each) => `${each}$property must be a JSON object`),
    },
  });

/** May be left out, but not be null. */
export const Optional = (): PropertyDecorator => ValidateIf((_event, value) => value !== undefined);

/** May be left out where the other one is there: at least one of both is needed. */
export const RequiredUnless = (other: string): PropertyDecorator =>
  ValidateIf((event: Record<string, unknown>, value) => value !== undefined || event[other] === undefined);

/** Two spellings of one field in one event contradict each other. */
export const NotBeside = (other: string): PropertyDecorator =>
  ValidateBy({
    name: 'notBeside',
    constraints: [other],
    validator: {
      validate: (_value, args): boolean => (args?.object as Record<string, unknown> | undefined)?.[other] === undefined,
      defaultMessage: buildMessage((each) => `${each}$property and $constraint1 are two spellings of one field`),
    },
  });

/** The rules above as JSON Schema, for class-validator-jsonschema. */
export const SCHEMA_CONVERTERS = {
  text: ({ constraints: [minLength, maxLength] }: ValidationMetadata) => ({
    type: 'string' as const,
    minLength,
    maxLength,
  }),
  timestamp: { anyOf: [{ type: 'string' as const, format: 'event-timestamp' }, { type: 'integer' as const }] },
  jsonObject: { type: 'object' as const },
  notBeside: {},
};
