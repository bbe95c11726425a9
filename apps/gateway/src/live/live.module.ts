import { Module } from '@nestjs/common';
import { ReaderModule } from '../query/reader.module.js';
import { LiveController } from './live.controller.js';
import { LiveService } from './live.service.js';

/** Events as they are stored, for people who watch. */
@Module({ imports: [ReaderModule], controllers: [LiveController], providers: [LiveService] })
export class LiveModule {}
