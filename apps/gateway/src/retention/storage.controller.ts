import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { storageReport } from '@argus/clickhouse';
import type { QueueWriter } from '@argus/queue';
import { ApiRead } from '../query/api-read.decorator.js';
import { Reader } from '../query/reader.service.js';
import { CLOCK, type Clock, QUEUE } from '../storage/tokens.js';
import { StorageAnswer, storageAnswer } from './storage.answer.js';

@ApiTags('operations')
@Controller('storage')
export class StorageController {
  constructor(
    private readonly reader: Reader,
    @Inject(QUEUE) private readonly queue: Pick<QueueWriter, 'depth' | 'room'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiRead(StorageAnswer, {
    summary: 'What every table takes on disk, and what is dropped next',
    description:
      'Retention is set by RETENTION_DAYS and ERRORS_RETENTION_DAYS. A key of one source may not ask: sizes are of all sources.',
  })
  async read(): Promise<StorageAnswer> {
    const report = await this.reader.run('storage', (client) => storageReport(client));
    const { usedBytes, maxBytes } = this.queue.room;
    return storageAnswer(report, { rows: this.queue.depth.rows, usedBytes, maxBytes }, this.clock());
  }
}
