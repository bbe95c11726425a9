import { Module } from '@nestjs/common';
import { ReaderModule } from '../query/reader.module.js';
import { ErasureService } from './erasure.service.js';
import { ErasureStore } from './erasure.store.js';
import { ErasuresController } from './erasures.controller.js';
import { UsersController } from './users.controller.js';

/** The way of a person out of every table. */
@Module({
  imports: [ReaderModule],
  controllers: [UsersController, ErasuresController],
  providers: [ErasureService, ErasureStore],
})
export class ErasureModule {}
