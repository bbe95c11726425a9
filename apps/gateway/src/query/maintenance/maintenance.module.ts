import { Module } from '@nestjs/common';
import { ConsumptionModule } from '../../consumption/consumption.module.js';
import { HoldWatcher } from './hold.watcher.js';
import { VerifyWatcher } from './verify.watcher.js';

/** What keeps the aggregates true. */
@Module({ imports: [ConsumptionModule], providers: [HoldWatcher, VerifyWatcher] })
export class MaintenanceModule {}
