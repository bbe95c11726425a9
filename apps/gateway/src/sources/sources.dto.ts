import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** What may be set for one source; what is left out has its default. */
export class SourceSettingsDto {
  @ApiPropertyOptional({
    enum: ['observe', 'warn', 'enforce'],
    default: 'enforce',
    description: 'What is done about payloads that break the tracking plan: nothing, a warning, or refusal.',
  })
  tracking_plan?: 'observe' | 'warn' | 'enforce';

  @ApiPropertyOptional({ default: false, description: 'Whether event types that are not registered are refused.' })
  strict?: boolean;

  @ApiPropertyOptional({
    type: [String],
    description: 'What a strict source takes, as `name` or `category/name`; absent: every registered type.',
    example: ['view', 'click', 'location'],
  })
  allowed_types?: string[];

  @ApiPropertyOptional({
    default: true,
    description: 'Whether page views of one user at one instant beyond the tenth are refused.',
  })
  refuse_bursts?: boolean;

  @ApiPropertyOptional({
    default: true,
    description: 'Whether crawlers that name themselves in User-Agent are refused.',
  })
  refuse_crawlers?: boolean;

  @ApiPropertyOptional({
    type: [String],
    default: [],
    description: 'Origins of web pages that may send events, besides local ones.',
  })
  origins?: string[];

  @ApiPropertyOptional({
    minimum: 0,
    description: 'Events in the throttling period; absent: THROTTLE_LIMIT, 0: no limit.',
  })
  throttle_limit?: number;

  @ApiPropertyOptional({
    minimum: 0,
    description: 'Bytes of bodies in the throttling period; absent: THROTTLE_BYTES, 0: no limit.',
  })
  throttle_bytes?: number;
}

export class SourceAnswer {
  @ApiProperty({ example: 'shop' })
  source!: string;

  @ApiProperty({ type: SourceSettingsDto, description: 'What was set; everything else has its default.' })
  settings!: SourceSettingsDto;
}

export class SourcesAnswer {
  @ApiProperty({ type: [SourceAnswer] })
  sources!: SourceAnswer[];
}
