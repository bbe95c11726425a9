import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDefined, IsIn, IsInt, IsString, MaxLength, MinLength } from 'class-validator';
import { LIMITS } from '@argus/contract';

const WHOLE_NUMBER = /^-?\d{1,16}$/;

/** What `POST /analytics` is told of one event; all three are required. */
export class AnalyticsEventParameters {
  @ApiProperty({ type: 'integer', description: 'Milliseconds since the epoch.', example: 1710513000000 })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value,
  )
  @IsDefined({ message: '"timestamp" is missing. Send it.' })
  @IsInt({ message: '"timestamp" must be whole milliseconds since the epoch.' })
  timestamp!: number;

  @ApiProperty({ minLength: 1, maxLength: LIMITS.userIdChars, example: 'user-42' })
  @IsDefined({ message: '"user" is missing. Send it.' })
  @IsString({ message: '"user" must be given once.' })
  @MinLength(1, { message: '"user" is empty.' })
  @MaxLength(LIMITS.userIdChars, { message: `"user" must have at most ${LIMITS.userIdChars} characters.` })
  user!: string;

  @ApiProperty({ enum: ['click', 'impression'], example: 'click' })
  @IsDefined({ message: '"event" is missing. Send it.' })
  @IsIn(['click', 'impression'], { message: '"event" must be click or impression.' })
  event!: 'click' | 'impression';
}
