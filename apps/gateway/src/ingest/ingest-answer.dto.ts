import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode, type IngestAnswer } from '@argus/contract';

export class IndexedFieldErrorDto {
  @ApiProperty({ minimum: 0, description: 'The event, counted from 0 in the order sent.', example: 1 })
  index!: number;

  @ApiProperty({
    description: 'The wrong field; inside of the payload `data.…`; empty: the event itself.',
    example: 'data.latitude',
  })
  field!: string;

  @ApiProperty({ enum: ERROR_CODES, example: 'out_of_range' })
  code!: ErrorCode;

  @ApiProperty({ example: '"data.latitude" must be <= 90, got 91.' })
  message!: string;
}

/** What became of each event of a request. */
export class IngestAnswerDto implements IngestAnswer {
  @ApiProperty({ minimum: 0, example: 1 })
  accepted!: number;

  @ApiProperty({
    minimum: 0,
    description: 'Events whose id was seen before; nothing is stored or counted twice.',
    example: 0,
  })
  duplicates!: number;

  @ApiProperty({ minimum: 0, example: 1 })
  rejected!: number;

  @ApiProperty({
    type: 'array',
    items: { type: 'string', format: 'uuid', nullable: true },
    description: 'One entry per event of the request, null where rejected.',
    example: ['018f2f6e-7c4b-7a10-8d5e-2f6a1b9c3d4e', null],
  })
  event_ids!: (string | null)[];

  @ApiProperty({ type: [IndexedFieldErrorDto] })
  errors!: IndexedFieldErrorDto[];

  @ApiPropertyOptional({
    type: [IndexedFieldErrorDto],
    description: 'Only for sources whose tracking plan warns: what is wrong in events that were accepted.',
  })
  warnings?: IndexedFieldErrorDto[];
}
