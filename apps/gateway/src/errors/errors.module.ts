import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module.js';
import { ReaderModule } from '../query/reader.module.js';
import { ReplayController } from './replay.controller.js';
import { ReplayService } from './replay.service.js';

/** The way back for what was refused; looking it up belongs to the queries. */
@Module({ imports: [IngestModule, ReaderModule], controllers: [ReplayController], providers: [ReplayService] })
export class ErrorsModule {}
