import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { ApiProblems } from '../problem/problem.docs.js';
import { nameOf } from '../query/parameters/kind.parameters.js';
import { EventStream } from './event-stream.js';
import { LiveParameters } from './live.parameters.js';
import { LiveService } from './live.service.js';

const WHOLE_NUMBER = /^\d{1,15}$/;

function lastEventId(request: FastifyRequest, asked: LiveParameters): number | undefined {
  const header = request.headers['last-event-id'];
  if (typeof header === 'string' && WHOLE_NUMBER.test(header)) return Number(header);
  return asked.last_event_id;
}

@ApiTags('events')
@Controller('live')
export class LiveController {
  constructor(private readonly live: LiveService) {}

  @Get()
  @ApiOperation({
    operationId: 'followEvents',
    summary: 'Follow events as they are stored',
    description:
      'Server-sent events. `event`: an event, as `GET /events/{event_id}` answers it. `status`: how far the stream is, and ' +
      'the lag. `skipped`: what a reader that is too far behind does not see. `away`: ClickHouse does not answer; the stream ' +
      'goes on when it does. Ids are positions: with Last-Event-ID a stream goes on where it ended. A reader that takes ' +
      'nothing for 10 seconds is cut off.',
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'The stream; it does not end.', content: { 'text/event-stream': {} } })
  @ApiProblems(400, 401, 403, 500, 503)
  async follow(
    @Query(new ParametersPipe()) asked: LiveParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wish = {
      sources: asked.source,
      name: nameOf(asked),
      category: asked.category,
      userId: asked.user_id,
      sessionId: asked.session_id,
    };
    this.live.refuseWhenFull();
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // A proxy that gathers the answer would show nothing until it ends.
      'x-accel-buffering': 'no',
    });
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    await this.live.follow(new EventStream(reply.raw), wish, lastEventId(request, asked), gone.signal);
  }
}
