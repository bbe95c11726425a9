import { Controller, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { badRequest } from '../problem/problem-error.js';
import { CLOCK, type Clock } from '../storage/tokens.js';
import { isParsedBody } from './body/parsed-body.js';
import { IngestService } from './ingest.service.js';
import { ApiIngest } from './ingest.docs.js';
import { senderOf } from './sender.js';
import { EventsThrottlerGuard } from './throttle/events-throttler.guard.js';

function isDryRun(query: unknown): boolean {
  const { dry_run: asked, ...others } = query as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    const message = `There is no parameter "${unknown.slice(0, 100)}" here. Remove it.`;
    throw badRequest(message, [{ field: unknown.slice(0, 100), code: 'unknown_field', message }]);
  }
  if (asked === undefined || asked === 'false') return false;
  if (asked === 'true') return true;
  const message = '"dry_run" must be true or false.';
  throw badRequest(message, [{ field: 'dry_run', code: 'bad_format', message }]);
}

@Controller()
export class IngestController {
  constructor(
    private readonly service: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The reply is written here by hand: what Nest would do between handler and socket costs more than the events. */
  @Post('events')
  @UseGuards(EventsThrottlerGuard)
  @ApiIngest()
  async post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const isDry = isDryRun(request.query);
    const { body } = request;
    if (!isParsedBody(body)) {
      const message = 'There is no body. Send events as application/json or application/x-ndjson.';
      throw badRequest(message, [{ index: 0, field: '', code: 'malformed', message }]);
    }
    const sender = senderOf(request);
    const answer = isDry
      ? this.service.rehearse(sender, body, this.clock())
      : await this.service.ingest(sender, body, this.clock());
    reply.status(202).header('content-type', 'application/json; charset=utf-8').send(answer);
  }
}
