import { ApiPropertyOptional } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { LIMITS } from '@argus/contract';
import { JsonObject, NotBeside, Optional, RequiredUnless, Text, Timestamp } from './event.decorators.js';
import { UUID_PATTERN } from './uuid.js';

/**
 * The one source of an event's own rules: it makes the OpenAPI document, and the hot path is compiled from it
 * (event.schema.ts). The rules of `data` come from the tracking plan.
 */
@JSONSchema({
  additionalProperties: false,
  allOf: [
    { anyOf: [{ required: ['user_id'] }, { required: ['session_id'] }] },
    { oneOf: [{ required: ['name'] }, { required: ['event_type'] }] },
    { not: { required: ['data', 'payload'] } },
  ],
})
export class EventDto {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Unique per source; made by the server (UUIDv7) where absent. The same id again is a duplicate.',
    example: '018f2f6e-7c4b-7a10-8d5e-2f6a1b9c3d4e',
  })
  @Optional()
  @Matches(UUID_PATTERN)
  event_id?: string;

  @ApiPropertyOptional({
    oneOf: [
      { type: 'string', description: 'ISO 8601; `T` or a space, up to microseconds; no offset means UTC' },
      { type: 'integer', description: 'milliseconds since the epoch' },
    ],
    description: 'When it happened; absent: now. Not before 1970, not more than the clock skew (5 minutes) ahead.',
    example: '2024-03-15T14:30:00.000Z',
  })
  @Optional()
  @Timestamp()
  timestamp?: string | number;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: LIMITS.userIdChars,
    description: 'Who did it. At least one of `user_id` and `session_id` is needed.',
    example: 'user-42',
  })
  @RequiredUnless('session_id')
  @Text(1, LIMITS.userIdChars)
  user_id?: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: LIMITS.sessionIdChars,
    description: 'The visit that it belongs to.',
    example: 'e2085be5-9137-4e4e-80b5-f1ffddc25423',
  })
  @Optional()
  @Text(1, LIMITS.sessionIdChars)
  session_id?: string;

  @ApiPropertyOptional({ maxLength: LIMITS.categoryChars, default: '', example: 'page interaction' })
  @Optional()
  @Text(0, LIMITS.categoryChars)
  category?: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: LIMITS.nameChars,
    description: 'What was done. Required, as `name` or as `event_type`.',
    example: 'pageview',
  })
  @RequiredUnless('event_type')
  @Text(1, LIMITS.nameChars)
  name?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: LIMITS.nameChars, description: 'Another spelling of `name`.' })
  @Optional()
  @NotBeside('name')
  @Text(1, LIMITS.nameChars)
  event_type?: string;

  @ApiPropertyOptional({
    maxLength: LIMITS.pageUrlChars,
    description: 'Where it was done; absent: taken from `data.url`, or `data.host` + `data.path`.',
    example: 'https://shop.example/products/123',
  })
  @Optional()
  @Text(0, LIMITS.pageUrlChars)
  page_url?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: `Anything more, up to ${LIMITS.dataDepth} levels and ${LIMITS.dataBytes} bytes; its rules come from the tracking plan.`,
    example: { host: 'shop.example', path: '/products/123' },
  })
  @Optional()
  @JsonObject()
  data?: Record<string, unknown>;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Another spelling of `data`.' })
  @Optional()
  @NotBeside('data')
  @JsonObject()
  payload?: Record<string, unknown>;
}
