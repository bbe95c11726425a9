import { ApiPropertyOptional } from '@nestjs/swagger';
import { LIMITS } from '@argus/contract';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { badRequest } from '../problem/problem-error.js';
import { SourceParameters } from '../query/parameters/source.parameters.js';

const FLAGS: Record<string, boolean> = { true: true, '1': true, false: false, '0': false };

export class ErasureParameters extends SourceParameters {
  @ApiPropertyOptional({ type: Boolean, description: 'true: only say what would be erased.', example: true })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (FLAGS[value] ?? value) : value))
  @IsBoolean({ message: 'preview must be true or false' })
  preview?: boolean;
}

/** A user's id of the path; 400 for one that no event can have. */
export function checkUserId(userId: string): void {
  if (userId !== '' && [...userId].length <= LIMITS.userIdChars) return;
  const message = `"user_id" must have 1 to ${LIMITS.userIdChars} characters.`;
  throw badRequest(message, [{ field: 'user_id', code: userId === '' ? 'empty' : 'too_long', message }]);
}
