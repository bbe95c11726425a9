import { ApiPropertyOptional } from '@nestjs/swagger';
import { SOURCE_PATTERN } from '@argus/contract';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsOptional, Matches } from 'class-validator';

const SOURCES = 100;

/** `?source=a,b`, `?source=a&source=b` and both mixed; an unknown shape is left for the validation to name. */
export function splitSources(value: unknown): unknown {
  const given: unknown[] = Array.isArray(value) ? value : [value];
  if (!given.every((one) => typeof one === 'string')) return value;
  return [...new Set(given.flatMap((one) => one.split(',')).map((one) => one.trim()))];
}

/** What every reading route takes. */
export class SourceParameters {
  @ApiPropertyOptional({
    type: [String],
    description: 'Only events of these sources; repeat it or separate by commas. Default: all that the key may read.',
    example: ['shop'],
  })
  @IsOptional()
  @Transform(({ value }) => (value === undefined ? undefined : splitSources(value)))
  @ArrayMaxSize(SOURCES, { message: `at most ${SOURCES} sources can be asked for at once` })
  @Matches(SOURCE_PATTERN, { each: true, message: 'each source must be 1 to 64 characters of A-Z a-z 0-9 _ . -' })
  source?: string[];
}
