import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsOptional, Max, Min, ValidateIf } from 'class-validator';
import type { ConsumptionSettings } from './consumption.settings.js';

export class ConsumptionAnswer implements ConsumptionSettings {
  @ApiProperty({ description: 'Nothing is delivered while true; the queue absorbs what comes.', example: false })
  paused!: boolean;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Events and errors a second; null: as fast as ClickHouse takes them.',
    example: null,
  })
  max_events_per_second!: number | null;
}

/** What is left out stays as it is. */
export class ConsumptionChange {
  @ApiPropertyOptional({ description: 'true stops delivery, false resumes it.', example: true })
  @IsOptional()
  @IsBoolean()
  paused?: boolean;

  @ApiPropertyOptional({ type: Number, nullable: true, description: 'null removes the limit.', example: 5000 })
  @ValidateIf(
    (change: ConsumptionChange) => change.max_events_per_second !== undefined && change.max_events_per_second !== null,
  )
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  max_events_per_second?: number | null;
}
