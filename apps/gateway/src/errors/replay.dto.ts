import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from '@argus/contract';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsTime } from '../query/parameters/is-time.decorator.js';
import { SourceParameters } from '../query/parameters/source.parameters.js';

const MAX_EVENTS = 10_000;

/** Which errors are meant, as `GET /errors` filters them. */
export class ReplayFilter extends SourceParameters {
  @ApiPropertyOptional({ enum: ERROR_CODES })
  @IsOptional()
  @IsIn(ERROR_CODES)
  code?: ErrorCode;

  @ApiPropertyOptional({ example: 'data.latitude' })
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  field?: string;

  @ApiPropertyOptional({ description: 'Received at or after this time.', example: '2025-05-01' })
  @IsOptional()
  @IsTime()
  from?: string;

  @ApiPropertyOptional({ description: 'Received at or before this time.', example: '2025-05-29' })
  @IsOptional()
  @IsTime()
  to?: string;
}

/** What is to be replayed: errors by id, or by a filter; one of both. */
export class ReplayRequest {
  @ApiPropertyOptional({ type: [String], format: 'uuid', minItems: 1, maxItems: 1_000 })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @IsUUID(undefined, { each: true })
  error_ids?: string[];

  @ApiPropertyOptional({ type: ReplayFilter, description: '`{}` means every error.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => ReplayFilter)
  filter?: ReplayFilter;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_EVENTS,
    default: 1_000,
    description: 'Events at most, newest first.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_EVENTS)
  limit?: number;

  @ApiPropertyOptional({ default: false, description: 'Gives the verdicts and stores nothing.' })
  @IsOptional()
  @IsBoolean()
  dry_run?: boolean;
}

export class ReplayAnswer {
  @ApiProperty({ description: 'Refused events that were found.' })
  events!: number;

  @ApiProperty()
  accepted!: number;

  @ApiProperty({ description: 'Taken by an earlier replay, or sent again by the application meanwhile.' })
  duplicates!: number;

  @ApiProperty({ description: 'Still wrong; each has new errors.' })
  rejected!: number;

  @ApiProperty({ description: 'Kept in part only (longer than 16 KiB, or no JSON): they cannot be sent again.' })
  incomplete!: number;

  @ApiProperty({
    type: [String],
    format: 'uuid',
    description: 'Ids of the events that were accepted, or had been before.',
  })
  event_ids!: string[];
}
