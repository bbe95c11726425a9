import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { findEvents, isoOf, sessionSummary, toEventRow } from '@argus/clickhouse';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { notFound } from '../problem/problem-error.js';
import { SessionAnswer } from './answers/event.answers.js';
import { ApiRead } from './api-read.decorator.js';
import { pageOf } from './page.js';
import { SessionParameters, positionOf } from './parameters/search.parameters.js';
import { Reader } from './reader.service.js';

@ApiTags('look-ups')
@Controller('sessions')
export class SessionsController {
  constructor(private readonly reader: Reader) {}

  @Get(':session_id')
  @ApiParam({ name: 'session_id', example: 's-901' })
  @ApiRead(SessionAnswer, {
    summary: 'One session, from whichever sources its events came',
    notFound: 'No event of this session is stored.',
  })
  async one(
    @Param('session_id') sessionId: string,
    @Query(new ParametersPipe()) { source: sources, limit, cursor }: SessionParameters,
  ): Promise<SessionAnswer> {
    const position = positionOf(cursor, 'asc');
    const after = position && { timestampUs: position.us, sequence: position.sequence, eventId: position.id };
    const [session, rows] = await Promise.all([
      this.reader.askOne(sessionSummary({ sessionId, sources })),
      this.reader.ask(findEvents({ sessionId, sources, order: 'asc', after, limit: limit + 1 })),
    ]);
    if (session.events === 0) throw notFound(`No event of the session ${sessionId} is stored.`);
    const { items, nextCursor } = pageOf(rows, limit, ({ timestamp_us, sequence, event_id }) => {
      return { us: timestamp_us, sequence, id: event_id, order: 'asc' };
    });
    const [startedAt, endedAt] = [isoOf(session.started_us), isoOf(session.ended_us)];
    return {
      session_id: sessionId,
      sources: session.sources,
      user_ids: session.user_ids,
      started_at: startedAt,
      ended_at: endedAt,
      duration_ms: Date.parse(endedAt) - Date.parse(startedAt),
      entry_page: session.entry_page || null,
      exit_page: session.exit_page || null,
      events: items.map(toEventRow),
      next_cursor: nextCursor,
    };
  }
}
