import { ApiPropertyOptional } from '@nestjs/swagger';
import { LIMITS } from '@argus/contract';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { badRequest } from '../../problem/problem-error.js';

/** Both spellings of an event's name. */
export interface NameAliases {
  name?: string;
  event_type?: string;
}

/** The name that is asked for; throws 400 where both spellings are used. */
export function nameOf({ name, event_type: eventType }: NameAliases): string | undefined {
  if (name !== undefined && eventType !== undefined) {
    const message = 'event_type is another spelling of name. Send one of them.';
    throw badRequest(message, [{ field: 'event_type', code: 'ambiguous_alias', message }]);
  }
  return name ?? eventType;
}

/** `name`, `event_type` and `category`: which events are meant. */
export class KindParameters {
  @ApiPropertyOptional({ description: 'Only events of this name.', example: 'click' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LIMITS.nameChars)
  name?: string;

  @ApiPropertyOptional({ description: 'Another spelling of name.', example: 'click' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LIMITS.nameChars)
  event_type?: string;

  @ApiPropertyOptional({
    description: 'Only events of this category; empty: those without one.',
    example: 'page interaction',
  })
  @IsOptional()
  @IsString()
  @MaxLength(LIMITS.categoryChars)
  category?: string;
}
