import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { LIMITS } from '@argus/contract';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { Type } from 'class-transformer';
import { KindParameters } from '../query/parameters/kind.parameters.js';
import { SourceParameters } from '../query/parameters/source.parameters.js';

/** Which events are followed, and from where. */
export class LiveParameters extends IntersectionType(SourceParameters, KindParameters) {
  @ApiPropertyOptional({ description: 'Only events of this user.', example: 'user-17' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LIMITS.userIdChars)
  user_id?: string;

  @ApiPropertyOptional({ description: 'Only events of this session.', example: 's-901' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LIMITS.sessionIdChars)
  session_id?: string;

  @ApiPropertyOptional({
    minimum: 0,
    description: 'Go on after this id, as the header Last-Event-ID does, which browsers send by themselves.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  last_event_id?: number;
}
