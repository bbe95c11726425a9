import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { type StoredErrorRow, errorById, findErrors, isoOf } from '@argus/clickhouse';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { notFound } from '../problem/problem-error.js';
import { ErrorAnswer, ErrorPageAnswer } from './answers/event.answers.js';
import { ApiRead } from './api-read.decorator.js';
import { pageOf } from './page.js';
import { rangeOf } from './parameters/range.parameters.js';
import { ErrorSearchParameters, positionOf } from './parameters/search.parameters.js';
import { SourceParameters } from './parameters/source.parameters.js';
import { EXAMPLE_ID, UuidPipe } from './parameters/uuid.pipe.js';
import { Reader } from './reader.service.js';

/** What was received is JSON, unless it was malformed or too long to be kept whole. */
function asReceived(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An error as the API gives it out. Pure. */
export function toErrorAnswer(row: StoredErrorRow): ErrorAnswer {
  const { error_id, source, code, field, message } = row;
  return { error_id, received_at: isoOf(row.received_us), source, code, field, message, event: asReceived(row.event) };
}

@ApiTags('look-ups')
@Controller('errors')
export class StoredErrorsController {
  constructor(private readonly reader: Reader) {}

  @Get()
  @ApiRead(ErrorPageAnswer, {
    summary: 'Search what was rejected, newest first',
    description:
      'One error for each wrong field of every rejected event, with the event as it was received. Of a request with more than ' +
      '10,000 wrong fields, or where these texts would be more than four times its bytes (and 64 KiB), the first field of an ' +
      'event may stand alone; the answer to its sender named them all.',
  })
  async search(@Query(new ParametersPipe()) asked: ErrorSearchParameters): Promise<ErrorPageAnswer> {
    const position = positionOf(asked.cursor, 'desc');
    const rows = await this.reader.ask(
      findErrors({
        ...rangeOf(asked.from, asked.to),
        sources: asked.source,
        code: asked.code,
        field: asked.field,
        after: position && { receivedUs: position.us, sequence: position.sequence, errorId: position.id },
        limit: asked.limit + 1,
      }),
    );
    const { items, nextCursor } = pageOf(rows, asked.limit, ({ received_us, sequence, error_id }) => {
      return { us: received_us, sequence, id: error_id, order: 'desc' };
    });
    return { errors: items.map(toErrorAnswer), next_cursor: nextCursor };
  }

  @Get(':error_id')
  @ApiParam({
    name: 'error_id',
    description: 'UUID of the error.',
    schema: { type: 'string', format: 'uuid', example: EXAMPLE_ID },
  })
  @ApiRead(ErrorAnswer, { summary: 'One error', notFound: 'No error with this id is stored.' })
  async one(
    @Param('error_id', new UuidPipe('error_id')) errorId: string,
    @Query(new ParametersPipe()) { source }: SourceParameters,
  ): Promise<ErrorAnswer> {
    const [row] = await this.reader.ask(errorById({ errorId, sources: source }));
    if (!row) throw notFound(`No error ${errorId} is stored.`);
    return toErrorAnswer(row);
  }
}
