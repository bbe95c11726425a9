import { ValidateBy, type ValidationOptions } from 'class-validator';
import { parseTimeParameter } from './time-parameter.js';

/** A parameter that names a time: an ISO day or instant, or milliseconds since the epoch. */
export const IsTime = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isTime',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && parseTimeParameter(value, 'start') !== undefined,
        defaultMessage: (args) =>
          `${args?.property} must be an ISO 8601 day (2025-05-01) or instant (2025-05-01T12:00:00Z), or milliseconds since the epoch.`,
      },
    },
    options,
  );
