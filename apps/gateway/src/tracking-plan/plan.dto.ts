import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { PlanEntry } from '@argus/tracking-plan';

/** What is said of an event type besides its category and name, which the path holds. */
export class PlanRulesDto {
  @ApiPropertyOptional({ example: 'Something was bought.' })
  description?: string;

  @ApiPropertyOptional({
    description:
      'Such an event needs the address of its page (`page_url`, `data.url`, or `data.host` + `data.path`); where it is ' +
      'missing, the error names this field.',
    example: 'data.url',
  })
  page_url_required_as?: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'JSON Schema (draft 7) of `data`.',
    example: { type: 'object', required: ['price'], properties: { price: { type: 'number', minimum: 0 } } },
  })
  schema!: Record<string, unknown>;
}

/** The payload rules of one event type. */
export class PlanEntryDto extends PlanRulesDto implements PlanEntry {
  @ApiProperty({ maxLength: 100, example: 'shop' })
  category!: string;

  @ApiProperty({ minLength: 1, maxLength: 100, example: 'purchase' })
  name!: string;
}

export class PlanEntryAnswer extends PlanEntryDto {
  @ApiProperty({ description: 'Whether it ships with Argus; one of your own for the same type stands in its place.' })
  built_in!: boolean;
}

export class PlanAnswer {
  @ApiProperty({ type: [PlanEntryAnswer] })
  entries!: PlanEntryAnswer[];
}

export class PlanTypeParameters {
  @ApiPropertyOptional({ maxLength: 100, default: '', description: 'The category of the event type.' })
  @IsString()
  @MaxLength(100)
  category: string = '';
}

export class SuggestionParameters {
  @ApiPropertyOptional({
    minimum: 10,
    maximum: 10_000,
    default: 1_000,
    description: 'Events of each type to learn from.',
  })
  @Type(() => Number)
  @IsInt()
  @Min(10)
  @Max(10_000)
  sample: number = 1_000;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Also for types that the plan knows already.' })
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  registered: boolean = false;

  @ApiPropertyOptional({ maxLength: 64, description: 'Learn from this source only.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  source?: string;
}

export class SuggestionsAnswer {
  @ApiProperty({ type: [PlanEntryDto] })
  suggestions!: PlanEntryDto[];
}
