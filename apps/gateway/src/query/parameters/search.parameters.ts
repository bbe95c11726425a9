import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode, LIMITS } from '@argus/contract';
import { IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { badRequest } from '../../problem/problem-error.js';
import { type Cursor, decodeCursor } from '../cursor.js';
import { KindParameters } from './kind.parameters.js';
import { Limit } from './limit.decorator.js';
import { RangeParameters } from './range.parameters.js';
import { SourceParameters } from './source.parameters.js';

const MAX_PAGE = 1000;
const DEFAULT_PAGE = 100;
const CURSOR = 'The `next_cursor` of the answer before; the other parameters must stay the same.';
const MAX_CURSOR = 200;

export class EventSearchParameters extends IntersectionType(RangeParameters, KindParameters) {
  @ApiPropertyOptional({ description: 'Only events of this session.', example: 's-901' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LIMITS.sessionIdChars)
  session_id?: string;

  @ApiPropertyOptional({ description: 'Only events of this user.', example: 'user-17' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LIMITS.userIdChars)
  user_id?: string;

  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'desc', description: 'Oldest or newest first.' })
  @IsOptional()
  @IsIn(['asc', 'desc'], { message: 'order must be asc (oldest first) or desc (newest first)' })
  order: 'asc' | 'desc' = 'desc';

  @Limit(MAX_PAGE, DEFAULT_PAGE)
  limit: number = DEFAULT_PAGE;

  @ApiPropertyOptional({ description: CURSOR })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CURSOR)
  cursor?: string;
}

export class SessionParameters extends SourceParameters {
  @Limit(MAX_PAGE, MAX_PAGE)
  limit: number = MAX_PAGE;

  @ApiPropertyOptional({ description: CURSOR })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CURSOR)
  cursor?: string;
}

export class ErrorSearchParameters extends RangeParameters {
  @ApiPropertyOptional({ enum: ERROR_CODES, enumName: 'ErrorCode', description: 'Only errors with this code.' })
  @IsOptional()
  @IsIn(ERROR_CODES, { message: `code must be one of ${ERROR_CODES.join(', ')}` })
  code?: ErrorCode;

  @ApiPropertyOptional({ description: 'Only errors of this field.', example: 'data.latitude' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_PAGE)
  field?: string;

  @Limit(MAX_PAGE, DEFAULT_PAGE)
  limit: number = DEFAULT_PAGE;

  @ApiPropertyOptional({ description: CURSOR })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CURSOR)
  cursor?: string;
}

/** The position that a cursor names; undefined without one; throws 400 for one that was not made for this walk. */
export function positionOf(text: string | undefined, order: Cursor['order']): Cursor | undefined {
  if (text === undefined) return undefined;
  const cursor = decodeCursor(text);
  if (cursor?.order === order) return cursor;
  const message =
    'This cursor was not made for this walk. Take next_cursor as it was answered, and keep the other parameters.';
  throw badRequest(message, [{ field: 'cursor', code: 'bad_format', message }]);
}
