import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from '@argus/contract';

export class ProblemFieldDto {
  @ApiPropertyOptional({ minimum: 0, description: 'Of a list of events: which one.' })
  index?: number;

  @ApiProperty({ description: 'A field, parameter or header; empty: the event itself.', example: 'data.latitude' })
  field!: string;

  @ApiProperty({ enum: ERROR_CODES, example: 'out_of_range' })
  code!: ErrorCode;

  @ApiProperty({ description: 'What is wrong, and the remedy.', example: '"data.latitude" must be <= 90, got 91.' })
  message!: string;
}

/** RFC 9457 problem details: every error answer of the gateway. */
export class ProblemDto {
  @ApiProperty({ example: 'about:blank' })
  type!: string;

  @ApiProperty({ example: 'Bad Request' })
  title!: string;

  @ApiProperty({ example: 400 })
  status!: number;

  @ApiProperty({ example: 'The event cannot be accepted; "errors" names every wrong field.' })
  detail!: string;

  @ApiPropertyOptional({ type: [ProblemFieldDto] })
  errors?: ProblemFieldDto[];

  @ApiPropertyOptional({ description: "Of `POST /query`: ClickHouse's code of the exception.", example: 62 })
  code?: number;

  @ApiPropertyOptional({ description: 'Of `POST /query`: the name of that code.', example: 'SYNTAX_ERROR' })
  name?: string;

  @ApiPropertyOptional({ description: 'Of a server fault: the id under which it is in the log.' })
  error_id?: string;
}
