import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { ConsumptionAnswer, ConsumptionChange } from './consumption.dto.js';
import { ConsumptionService } from './consumption.service.js';

@ApiTags('admin')
@Controller('admin/consumption')
export class ConsumptionController {
  constructor(private readonly consumption: ConsumptionService) {}

  @Get()
  @ApiOperation({ summary: 'How fast the queue is drained into ClickHouse' })
  @ApiOkResponse({ type: ConsumptionAnswer })
  read(): ConsumptionAnswer {
    return this.consumption.settings;
  }

  @Patch()
  @ApiOperation({ summary: 'Pause, resume, or limit the draining of the queue; outlives restarts' })
  @ApiOkResponse({ type: ConsumptionAnswer })
  async change(@Body(new ParametersPipe()) change: ConsumptionChange): Promise<ConsumptionAnswer> {
    const { paused, max_events_per_second: rate } = change ?? {};
    return this.consumption.change({
      ...(paused === undefined || paused === null ? {} : { paused }),
      ...(rate === undefined ? {} : { max_events_per_second: rate }),
    });
  }
}
