import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { PageViewsItem, UserSessionsItem } from '../answers/active.answers.js';
import { TimeseriesAnswer } from '../timeseries/timeseries.answer.js';

@ApiSchema({ name: 'OverviewUsers' })
export class OverviewUsers {
  @ApiProperty({ type: 'integer', example: 300 })
  window_seconds!: number;

  @ApiProperty({ type: 'integer', example: 1284 })
  active_users!: number;
}

@ApiSchema({ name: 'OverviewPages' })
export class OverviewPages {
  @ApiProperty({ type: 'integer', example: 900 })
  window_seconds!: number;

  @ApiProperty({ type: [PageViewsItem], description: 'The five with most views.' })
  pages!: PageViewsItem[];
}

@ApiSchema({ name: 'OverviewSessions' })
export class OverviewSessions {
  @ApiProperty({ type: 'integer', example: 300 })
  window_seconds!: number;

  @ApiProperty({ type: [UserSessionsItem], description: 'The ten users with most active sessions.' })
  users!: UserSessionsItem[];
}

@ApiSchema({ name: 'PipelineHealth' })
export class PipelineHealth {
  @ApiProperty({ type: 'integer', description: 'Rows that are acknowledged and not yet in ClickHouse.', example: 0 })
  queued_events!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'How long the oldest of them waits.', example: null })
  oldest_queued_ms!: number | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the newest stored event happened.',
    example: '2024-03-15T14:29:59.120Z',
  })
  newest_stored_at!: string | null;

  @ApiProperty({ enum: ['up', 'down'] })
  clickhouse!: 'up' | 'down';

  @ApiProperty({ type: 'integer', description: 'Events refused in the last 24 hours, bots apart.', example: 12 })
  rejected_24h!: number;

  @ApiProperty({ type: 'integer', description: 'Events dropped as bots in the last 24 hours.', example: 3 })
  bots_24h!: number;
}

@ApiSchema({ name: 'Overview' })
export class OverviewAnswer {
  @ApiProperty({
    format: 'date-time',
    description:
      'When the numbers were made. While ClickHouse is away these are the last ones, and `pipeline` is of now.',
    example: '2024-03-15T14:30:00.000Z',
  })
  as_of!: string;

  @ApiProperty({ type: OverviewUsers })
  active_users!: OverviewUsers;

  @ApiProperty({ type: OverviewPages })
  top_pages!: OverviewPages;

  @ApiProperty({ type: OverviewSessions })
  active_sessions!: OverviewSessions;

  @ApiProperty({ type: TimeseriesAnswer, description: 'The last 60 minutes, the running one included.' })
  timeseries!: TimeseriesAnswer;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Events of the last 24 hours by name.',
    example: { view: 8000, click: 1200 },
  })
  events_by_type!: Record<string, number>;

  @ApiProperty({ type: [String], description: 'Every source that sent events and may be read.', example: ['shop'] })
  sources!: string[];

  @ApiProperty({ type: PipelineHealth })
  pipeline!: PipelineHealth;
}
