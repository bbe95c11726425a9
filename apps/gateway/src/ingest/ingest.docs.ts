import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { ApiProblems } from '../problem/problem.docs.js';
import { ProblemDto } from '../problem/problem.dto.js';
import { ERROR_EXAMPLES } from './error-examples.js';
import { EVENT_EXAMPLES } from './event-examples.js';
import { EventDto } from './event/event.dto.js';
import { IngestAnswerDto } from './ingest-answer.dto.js';

const event = { $ref: getSchemaPath(EventDto) };
const list = { type: 'array' as const, items: event, minItems: 1, maxItems: 10_000 };

/** A refusal for each code. */
const REFUSALS = Object.fromEntries(
  Object.values(ERROR_EXAMPLES).map((error) => [
    error.code,
    {
      summary: error.code,
      value: {
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        detail: 'The event cannot be accepted; "errors" names every wrong field.',
        errors: [{ index: 0, ...error }],
      },
    },
  ]),
);

/** Documents `POST /events`. */
export const ApiIngest = (): MethodDecorator =>
  applyDecorators(
    ApiTags('ingestion'),
    ApiExtraModels(EventDto, IngestAnswerDto),
    ApiOperation({
      operationId: 'postEvents',
      summary: 'Send events',
      description:
        'Takes one event, an array, `{"events": [...]}`, or NDJSON (`application/x-ndjson`), plain or gzip. Answers once all ' +
        'that was accepted is on disk: what is answered with 202 as accepted is never lost. In a batch the valid events are ' +
        'accepted and the others are reported by index.',
    }),
    ApiHeader({
      name: 'X-Source',
      required: false,
      description: 'The application that sends, while no keys are in use.',
      schema: { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,64}$', default: 'default' },
    }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Ids that are missing are derived from it: the request may be sent again.',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    }),
    ApiHeader({ name: 'Content-Encoding', required: false, schema: { type: 'string', enum: ['gzip', 'identity'] } }),
    ApiQuery({
      name: 'dry_run',
      required: false,
      description: 'Gives the verdicts and stores nothing.',
      schema: { type: 'boolean', default: false },
    }),
    ApiBody({
      required: true,
      schema: {
        oneOf: [
          event,
          list,
          { type: 'object', required: ['events'], additionalProperties: false, properties: { events: list } },
        ],
      },
      examples: EVENT_EXAMPLES,
    }),
    ApiResponse({ status: 202, description: 'What became of each event.', type: IngestAnswerDto }),
    ApiProblems(401, 403, 413, 415, 429, 500, 503),
    ApiResponse({
      status: 400,
      description: 'Nothing in the request was acceptable; `errors` names every wrong field of every event.',
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) }, examples: REFUSALS } },
    }),
  );
