import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { eventById, findEvents, toEventRow } from '@argus/clickhouse';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { notFound } from '../problem/problem-error.js';
import { EventAnswer, EventPageAnswer } from './answers/event.answers.js';
import { ApiRead } from './api-read.decorator.js';
import { pageOf } from './page.js';
import { nameOf } from './parameters/kind.parameters.js';
import { rangeOf } from './parameters/range.parameters.js';
import { EventSearchParameters, positionOf } from './parameters/search.parameters.js';
import { SourceParameters } from './parameters/source.parameters.js';
import { EXAMPLE_ID, UuidPipe } from './parameters/uuid.pipe.js';
import { Reader } from './reader.service.js';

@ApiTags('look-ups')
@Controller('events')
export class EventsController {
  constructor(private readonly reader: Reader) {}

  @Get()
  @ApiRead(EventPageAnswer, {
    summary: 'Search events',
    description:
      'In order of time, ties in order of acceptance. A walk with `cursor` returns each event that was stored when it ' +
      'began exactly once; events that arrive meanwhile may appear.',
  })
  async search(@Query(new ParametersPipe()) asked: EventSearchParameters): Promise<EventPageAnswer> {
    const { order, limit } = asked;
    const position = positionOf(asked.cursor, order);
    const rows = await this.reader.ask(
      findEvents({
        ...rangeOf(asked.from, asked.to),
        sources: asked.source,
        sessionId: asked.session_id,
        userId: asked.user_id,
        category: asked.category,
        name: nameOf(asked),
        order,
        after: position && { timestampUs: position.us, sequence: position.sequence, eventId: position.id },
        limit: limit + 1,
      }),
    );
    const { items, nextCursor } = pageOf(rows, limit, ({ timestamp_us, sequence, event_id }) => {
      return { us: timestamp_us, sequence, id: event_id, order };
    });
    return { events: items.map(toEventRow), next_cursor: nextCursor };
  }

  @Get(':event_id')
  @ApiParam({
    name: 'event_id',
    description: 'UUID of the event.',
    schema: { type: 'string', format: 'uuid', example: EXAMPLE_ID },
  })
  @ApiRead(EventAnswer, { summary: 'One event', notFound: 'No event with this id is stored.' })
  async one(
    @Param('event_id', new UuidPipe('event_id')) eventId: string,
    @Query(new ParametersPipe()) { source }: SourceParameters,
  ): Promise<EventAnswer> {
    const [row] = await this.reader.ask(eventById({ eventId, sources: source }));
    if (!row) throw notFound(`No event ${eventId} is stored.`);
    return toEventRow(row);
  }
}
