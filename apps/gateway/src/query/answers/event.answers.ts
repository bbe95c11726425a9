import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { EventRow } from '@argus/contract';

@ApiSchema({ name: 'Event', description: 'An event as it is stored; times are truncated to milliseconds.' })
export class EventAnswer implements EventRow {
  @ApiProperty({ format: 'uuid', example: '018f3a5e-7c1b-7d2a-9f00-2b1c3d4e5f60' })
  event_id!: string;

  @ApiProperty({ example: 'shop' })
  source!: string;

  @ApiProperty({ format: 'date-time', example: '2024-03-15T14:30:00.000Z' })
  timestamp!: string;

  @ApiProperty({ format: 'date-time', example: '2024-03-15T14:30:00.120Z' })
  received_at!: string;

  @ApiProperty({ description: 'Empty where the event names none.', example: 'user-17' })
  user_id!: string;

  @ApiProperty({ description: 'Empty where the event names none.', example: 's-901' })
  session_id!: string;

  @ApiProperty({ example: 'page interaction' })
  category!: string;

  @ApiProperty({ example: 'click' })
  name!: string;

  @ApiProperty({ example: 'https://shop.example/products/42' })
  page_url!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { element_id: 'buy', text: 'Buy now' } })
  data!: Record<string, unknown>;
}

const NEXT_CURSOR = {
  type: String,
  nullable: true,
  description: 'Where the next answer begins; null at the end.',
  example: 'WzE3MTA1MTMwMDAwMDAwMDAsNDIsIjAxOGYiLDBd',
} as const;

@ApiSchema({ name: 'EventPage' })
export class EventPageAnswer {
  @ApiProperty({ type: [EventAnswer] })
  events!: EventAnswer[];

  @ApiProperty(NEXT_CURSOR)
  next_cursor!: string | null;
}

@ApiSchema({ name: 'Session' })
export class SessionAnswer {
  @ApiProperty({ example: 's-901' })
  session_id!: string;

  @ApiProperty({ type: [String], example: ['shop', 'checkout'] })
  sources!: string[];

  @ApiProperty({ type: [String], description: '1,000 at most.', example: ['user-17'] })
  user_ids!: string[];

  @ApiProperty({ format: 'date-time', example: '2024-03-15T14:30:00.000Z' })
  started_at!: string;

  @ApiProperty({ format: 'date-time', example: '2024-03-15T14:42:10.500Z' })
  ended_at!: string;

  @ApiProperty({ type: 'integer', description: 'From the first event to the last.', example: 730_500 })
  duration_ms!: number;

  @ApiProperty({ type: String, nullable: true, description: 'The first page that an event names.', example: '/home' })
  entry_page!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The last page that an event names.', example: '/thanks' })
  exit_page!: string | null;

  @ApiProperty({ type: [EventAnswer], description: 'Oldest first, 1,000 at most in one answer.' })
  events!: EventAnswer[];

  @ApiProperty(NEXT_CURSOR)
  next_cursor!: string | null;
}

@ApiSchema({ name: 'StoredError', description: 'One wrong field of a rejected event.' })
export class ErrorAnswer {
  @ApiProperty({ format: 'uuid', example: '018f3a5e-7c1b-7d2a-9f00-2b1c3d4e5f61' })
  error_id!: string;

  @ApiProperty({ format: 'date-time', example: '2024-03-15T14:30:00.120Z' })
  received_at!: string;

  @ApiProperty({ example: 'shop' })
  source!: string;

  @ApiProperty({ example: 'out_of_range' })
  code!: string;

  @ApiProperty({ description: 'Path of the field; empty is the event itself.', example: 'data.latitude' })
  field!: string;

  @ApiProperty({ example: 'data.latitude must be at most 90; it was 123.4.' })
  message!: string;

  @ApiProperty({
    description:
      'The event as it was received, which may be any JSON; text where it was not JSON or longer than 16 KiB.',
    anyOf: [
      { type: 'object', additionalProperties: true },
      { type: 'array', items: {} },
      { type: 'string' },
      { type: 'number' },
      { type: 'boolean', nullable: true },
    ],
    example: { name: 'location', user_id: 'user-17', data: { latitude: 123.4, longitude: 5 } },
  })
  event!: unknown;
}

@ApiSchema({ name: 'StoredErrorPage' })
export class ErrorPageAnswer {
  @ApiProperty({ type: [ErrorAnswer] })
  errors!: ErrorAnswer[];

  @ApiProperty(NEXT_CURSOR)
  next_cursor!: string | null;
}
