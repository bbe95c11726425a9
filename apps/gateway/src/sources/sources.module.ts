import { Global, Module } from '@nestjs/common';
import { pullKeys } from '../sharing/pull-keys.js';
import { CLICKHOUSE, CONFIG, LOGGER } from '../storage/tokens.js';
import { Access } from './access.js';
import { KEYS_PULLED, KeyStore } from './key-store.js';
import { SessionController } from './session.controller.js';
import { SettingsStore } from './settings-store.js';
import { SourcesController } from './sources.controller.js';

/** Who may do what, and what is set for each source. */
@Global()
@Module({
  controllers: [SessionController, SourcesController],
  providers: [
    { provide: KEYS_PULLED, inject: [CONFIG, CLICKHOUSE, LOGGER], useFactory: pullKeys },
    KeyStore,
    SettingsStore,
    Access,
  ],
  exports: [SettingsStore, Access],
})
export class SourcesModule {}
