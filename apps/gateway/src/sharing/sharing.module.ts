import { Module } from '@nestjs/common';
import { TrackingPlanModule } from '../tracking-plan/tracking-plan.module.js';
import { LocalSettings } from './local-settings.js';
import { SettingsSync } from './settings-sync.js';

/** What several gateways on one ClickHouse agree on. */
@Module({ imports: [TrackingPlanModule], providers: [LocalSettings, SettingsSync] })
export class SharingModule {}
