import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { badRequest } from '../../problem/problem-error.js';
import { IsTime } from './is-time.decorator.js';
import { SourceParameters } from './source.parameters.js';
import { parseTimeParameter } from './time-parameter.js';

const DESCRIPTION = 'inclusive; an ISO 8601 day or instant (no offset means UTC), or milliseconds since the epoch.';

/** `from` and `to`, both inclusive and both optional. */
export class RangeParameters extends SourceParameters {
  @ApiPropertyOptional({ description: `Start of the range, ${DESCRIPTION}`, example: '2025-05-01' })
  @IsOptional()
  @IsTime()
  from?: string;

  @ApiPropertyOptional({ description: `End of the range, ${DESCRIPTION}`, example: '2025-05-29T23:59:59.999Z' })
  @IsOptional()
  @IsTime()
  to?: string;
}

/** `start_date` and `end_date`, both inclusive and both optional. */
export class DateRangeParameters extends SourceParameters {
  @ApiPropertyOptional({ description: `First day or instant, ${DESCRIPTION}`, example: '2025-05-01' })
  @IsOptional()
  @IsTime()
  start_date?: string;

  @ApiPropertyOptional({ description: `Last day or instant, ${DESCRIPTION}`, example: '2025-05-29' })
  @IsOptional()
  @IsTime()
  end_date?: string;
}

/** Microseconds since the epoch, both inclusive; undefined where that end is open. */
export interface OpenRange {
  fromUs: number | undefined;
  toUs: number | undefined;
}

/** The range that two checked parameters name; throws 400 where it starts after its end. */
export function rangeOf(
  from: string | undefined,
  to: string | undefined,
  names: { from: string; to: string } = { from: 'from', to: 'to' },
): OpenRange {
  const fromUs = from === undefined ? undefined : parseTimeParameter(from, 'start');
  const toUs = to === undefined ? undefined : parseTimeParameter(to, 'end');
  if (fromUs !== undefined && toUs !== undefined && fromUs > toUs) {
    const message = `${names.from} (${from}) must not be after ${names.to} (${to}).`;
    throw badRequest(message, [{ field: names.from, code: 'out_of_range', message }]);
  }
  return { fromUs, toUs };
}
