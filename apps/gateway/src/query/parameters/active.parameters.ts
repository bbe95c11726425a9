import { ApiPropertyOptional } from '@nestjs/swagger';
import { LIMITS } from '@argus/contract';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { Limit } from './limit.decorator.js';
import { SourceParameters } from './source.parameters.js';

export class TopPagesParameters extends SourceParameters {
  @Limit(1000, 5)
  limit: number = 5;
}

export class ActiveSessionsParameters extends SourceParameters {
  @ApiPropertyOptional({
    description: 'The user whose sessions are counted. Without it: the users with most active sessions.',
    example: 'user-17',
  })
  @IsOptional()
  @IsString()
  @MinLength(1, { message: 'user_id must not be empty' })
  @MaxLength(LIMITS.userIdChars)
  user_id?: string;

  @Limit(1000, 10)
  limit?: number;
}
