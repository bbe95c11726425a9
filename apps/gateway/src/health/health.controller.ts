import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Queue } from '@argus/queue';
import { unavailable } from '../problem/problem-error.js';
import { ClickHouseLink } from '../storage/clickhouse-link.js';
import { QUEUE } from '../storage/tokens.js';
import { Lifecycle } from './lifecycle.js';
import { readiness } from './readiness.js';

class LiveAnswer {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

class ReadyAnswer {
  @ApiProperty({ enum: ['ok', 'degraded'] })
  status!: 'ok' | 'degraded';

  @ApiProperty({ enum: ['up', 'down'] })
  clickhouse!: 'up' | 'down';
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly link: ClickHouseLink,
    @Inject(QUEUE) private readonly queue: Queue,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers at all' })
  @ApiOkResponse({ type: LiveAnswer })
  live(): LiveAnswer {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether events can be sent and numbers be read' })
  @ApiOkResponse({ type: ReadyAnswer })
  @ApiServiceUnavailableResponse({ description: 'Starting, stopping, or the queue takes nothing' })
  ready(): ReadyAnswer {
    const state = readiness({
      isStopping: this.lifecycle.isStopping,
      wasClickHouseReady: this.link.isReady,
      isClickHouseUp: this.link.isUp,
      queueRefusal: this.queue.refusal()?.message,
    });
    if (state.isReady) return state.answer;
    throw unavailable(state.reason, 1, { clickhouse: this.link.isUp ? 'up' : 'down' });
  }
}
