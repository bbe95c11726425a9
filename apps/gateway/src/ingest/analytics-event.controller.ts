import { Controller, HttpCode, Inject, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { ProblemError } from '../problem/problem-error.js';
import { ApiProblems } from '../problem/problem.docs.js';
import { CLOCK, type Clock } from '../storage/tokens.js';
import { AnalyticsEventParameters } from './analytics-event.parameters.js';
import { ItemBody } from './body/parsed-body.js';
import { IngestService } from './ingest.service.js';
import { senderOf } from './sender.js';
import { EventsThrottlerGuard } from './throttle/events-throttler.guard.js';

/** The names of the event's fields, as this route calls them. */
const PARAMETERS: Record<string, string> = { user_id: 'user', name: 'event' };

function inOwnWords(error: unknown): unknown {
  if (!(error instanceof ProblemError) || !error.extras.errors) return error;
  const errors = error.extras.errors.map(({ field, code, message }) => {
    return { field: PARAMETERS[field] ?? field, code, message };
  });
  return new ProblemError(error.status, error.title, error.detail, { ...error.extras, errors });
}

@ApiTags('ingestion')
@Controller('analytics')
export class AnalyticsEventController {
  constructor(
    private readonly service: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(204)
  @UseGuards(EventsThrottlerGuard)
  @ApiOperation({
    operationId: 'postAnalytics',
    summary: 'Send one click or impression',
    description: 'Stored as an ordinary event: `name` is the event, `user_id` the user.',
  })
  @ApiNoContentResponse({ description: 'The event is on disk.' })
  @ApiProblems(400, 401, 403, 429, 500, 503)
  async post(
    @Query(new ParametersPipe()) { timestamp, user, event }: AnalyticsEventParameters,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const body = new ItemBody([{ timestamp, user_id: user, name: event }]);
    try {
      await this.service.ingest(senderOf(request), body, this.clock());
    } catch (error) {
      throw inOwnWords(error);
    }
  }
}
