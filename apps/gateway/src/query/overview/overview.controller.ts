import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ParametersPipe } from '../../problem/parameters.pipe.js';
import { ALL_SOURCES } from '../../sources/scope.type.js';
import { ApiRead } from '../api-read.decorator.js';
import { SourceParameters } from '../parameters/source.parameters.js';
import { OverviewAnswer } from './overview.answer.js';
import { Overview } from './overview.service.js';

@ApiTags('real-time numbers')
@Controller('analytics/overview')
export class OverviewController {
  constructor(private readonly overview: Overview) {}

  @Get()
  @ApiRead(OverviewAnswer, {
    summary: "All that the dashboard's first page shows, in one answer",
    description: 'Made at most twice a second, however many look.',
  })
  get(
    @Query(new ParametersPipe()) { source }: SourceParameters,
    @Req() { caller }: FastifyRequest,
  ): Promise<OverviewAnswer> {
    const readable = caller && caller.source !== ALL_SOURCES ? [caller.source] : undefined;
    return this.overview.overview(source, readable);
  }
}
