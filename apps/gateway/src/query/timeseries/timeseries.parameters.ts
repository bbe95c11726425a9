import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, MaxLength, ValidateBy } from 'class-validator';
import { KindParameters } from '../parameters/kind.parameters.js';
import { RangeParameters } from '../parameters/range.parameters.js';
import { INTERVALS, type Interval } from './time-buckets.js';
import { isTimezone } from './zone-offset.js';

const IsTimezone = (): PropertyDecorator =>
  ValidateBy({
    name: 'isTimezone',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && isTimezone(value),
      defaultMessage: () => 'timezone must be the name of a time zone, such as UTC or Europe/Berlin',
    },
  });

export class TimeseriesParameters extends IntersectionType(RangeParameters, KindParameters) {
  @ApiPropertyOptional({ enum: INTERVALS, default: 'hour', description: 'How long a bucket is.' })
  @IsOptional()
  @IsIn(INTERVALS, { message: `interval must be one of ${INTERVALS.join(', ')}` })
  interval: Interval = 'hour';

  @ApiPropertyOptional({
    default: 'UTC',
    description: 'The time zone in whose hours and days the buckets are cut, right across changes of clocks.',
    example: 'Europe/Berlin',
  })
  @IsOptional()
  @MaxLength(60)
  @IsTimezone()
  timezone: string = 'UTC';
}
