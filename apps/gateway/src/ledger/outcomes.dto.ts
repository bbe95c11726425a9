import { ApiProperty } from '@nestjs/swagger';
import type { Tally } from './tally.js';

const count = (description: string) => ApiProperty({ description, example: 0 });

export class OutcomeCounts implements Tally {
  @count('Events that arrived in requests that could be read.')
  received!: number;

  @count('Durable here, not in ClickHouse yet.')
  queued!: number;

  @count('In ClickHouse.')
  stored!: number;

  @count('Seen before, by event id or Idempotency-Key.')
  duplicate!: number;

  @count('Refused for wrong fields.')
  invalid!: number;

  @count('Dropped as not human.')
  bot!: number;

  @count('Refused by ClickHouse for their data; kept among the errors.')
  poison!: number;

  @count('Turned away by the rate limit.')
  throttled!: number;

  @count('Turned away because the queue was full.')
  refused_full!: number;

  @count('Of the duplicates: those with another payload than the first one.')
  conflicting!: number;

  @count('Requests that the rate limit turned away before they were read; how many events they held is not known.')
  throttled_requests!: number;
}

export class OutcomesAnswer {
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/OutcomeCounts' },
    description: 'Counts by source, since the beginning.',
  })
  sources!: Record<string, OutcomeCounts>;

  @ApiProperty({ type: OutcomeCounts })
  totals!: OutcomeCounts;

  @ApiProperty({ description: 'Whether every received event ended in exactly one outcome, in every source.' })
  adds_up!: boolean;
}
