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
import { EventDto } from './event/event.dto.js';
import { IngestAnswerDto } from './ingest-answer.dto.js';

const event = { $ref: getSchemaPath(EventDto) };
const list = { type: 'array' as const, items: event, minItems: 1, maxItems: 10_000 };

const EXAMPLES = {
  page_view: {
    summary: 'A page view with its own time',
    value: {
      timestamp: '2024-03-15T14:30:00.000Z',
      user_id: 'user-42',
      event_type: 'page_view',
      page_url: 'https://shop.example/products/123',
      session_id: 'e2085be5-9137-4e4e-80b5-f1ffddc25423',
    },
  },
  pageview: {
    summary: 'An interaction with category, name and data',
    value: {
      session_id: 'e2085be5-9137-4e4e-80b5-f1ffddc25423',
      category: 'page interaction',
      name: 'pageview',
      data: { host: 'www.example.com', path: '/' },
      timestamp: '2021-01-01 09:15:27.243860',
    },
  },
  submit: {
    summary: 'A form that was sent',
    value: {
      session_id: 'e2085be5-9137-4e4e-80b5-f1ffddc25423',
      category: 'form interaction',
      name: 'submit',
      data: { host: 'www.example.com', path: '/', form: { first_name: 'John', last_name: 'Doe' } },
    },
  },
  click: {
    summary: 'A click with a payload',
    value: {
      user_id: 'user-42',
      event_type: 'click',
      payload: { element_id: 'buy', text: 'Buy now', xpath: '/html/body/button' },
    },
  },
  location: {
    summary: 'Where the user is',
    value: {
      user_id: 'user-42',
      event_type: 'location',
      payload: { latitude: 52.52, longitude: 13.405, accuracy: 12 },
    },
  },
  batch: {
    summary: 'Several events, one of them wrong: 202, the wrong one is named by its index',
    value: [
      { user_id: 'user-42', name: 'view', data: { url: 'https://shop.example/' } },
      { user_id: 'user-42', name: 'location', data: { latitude: 91, longitude: 13.405 } },
    ],
  },
};

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
      examples: EXAMPLES,
    }),
    ApiResponse({ status: 202, description: 'What became of each event.', type: IngestAnswerDto }),
    ApiProblems(400, 401, 403, 413, 415, 429, 500, 503),
  );
