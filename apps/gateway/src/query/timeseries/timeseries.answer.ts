import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { INTERVALS, type Interval } from './time-buckets.js';

@ApiSchema({ name: 'TimeseriesPoint' })
export class TimeseriesPoint {
  @ApiProperty({ format: 'date-time', description: 'Where the bucket begins.', example: '2025-05-01T22:00:00.000Z' })
  time!: string;

  @ApiProperty({ type: 'integer', example: 8120 })
  events!: number;

  @ApiProperty({ type: 'integer', description: 'Distinct users.', example: 311 })
  users!: number;

  @ApiProperty({ type: 'integer', description: 'Distinct sessions.', example: 402 })
  sessions!: number;
}

@ApiSchema({ name: 'Timeseries' })
export class TimeseriesAnswer {
  @ApiProperty({ enum: INTERVALS })
  interval!: Interval;

  @ApiProperty({ example: 'Europe/Berlin' })
  timezone!: string;

  @ApiProperty({ type: [TimeseriesPoint], description: 'Oldest first; buckets without events are there as zeros.' })
  points!: TimeseriesPoint[];

  @ApiPropertyOptional({
    description:
      'Present and true where users and sessions are estimates (about 1 %): a name or category over more than 31 days.',
  })
  approximate?: boolean;
}
