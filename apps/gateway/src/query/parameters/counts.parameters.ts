import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { KindParameters } from './kind.parameters.js';
import { DateRangeParameters } from './range.parameters.js';
import { SourceParameters } from './source.parameters.js';

export class EventCountParameters extends IntersectionType(DateRangeParameters, KindParameters) {}

/** The last millisecond of the last hour that ClickHouse's DateTime holds (year 2106). */
const LAST_MS = 4_294_965_599_999;

export class HourParameters extends SourceParameters {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: LAST_MS,
    description: 'Milliseconds since the epoch; the GMT hour that holds it is answered.',
    example: 1_710_513_000_000,
  })
  @Transform(({ value }) => (typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value))
  @IsInt({ message: 'timestamp must be a whole number of milliseconds since the epoch' })
  @Min(0, { message: 'timestamp must not be before 1970' })
  @Max(LAST_MS, { message: 'timestamp must be before the year 2106' })
  timestamp!: number;
}
