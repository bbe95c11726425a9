import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ParametersPipe } from '../../problem/parameters.pipe.js';
import { CLOCK, type Clock } from '../../storage/tokens.js';
import { ApiRead } from '../api-read.decorator.js';
import { TimeseriesAnswer } from './timeseries.answer.js';
import { TimeseriesParameters } from './timeseries.parameters.js';
import { seriesRequest } from './timeseries.request.js';
import { Timeseries } from './timeseries.service.js';

@ApiTags('statistics')
@Controller('analytics/timeseries')
export class TimeseriesController {
  constructor(
    private readonly timeseries: Timeseries,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiRead(TimeseriesAnswer, {
    summary: 'Events, users and sessions over time',
    description:
      'At most 10,000 points. Where `from` is absent: the last hour by minute, the last day by hour, the last 30 days ' +
      'by day. Buckets at both ends are cut at `from` and `to`, which are inclusive.',
  })
  series(@Query(new ParametersPipe()) asked: TimeseriesParameters): Promise<TimeseriesAnswer> {
    return this.timeseries.series(seriesRequest(asked, this.clock()));
  }
}
