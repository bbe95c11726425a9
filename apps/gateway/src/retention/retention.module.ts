import { Module } from '@nestjs/common';
import { ReaderModule } from '../query/reader.module.js';
import { StorageController } from './storage.controller.js';

/** What is stored, for how long, and what goes next; the setting itself is applied with the schema. */
@Module({ imports: [ReaderModule], controllers: [StorageController] })
export class RetentionModule {}
