import { Global, Module } from '@nestjs/common';
import { Access } from './access.js';
import { KeyStore } from './key-store.js';
import { SessionController } from './session.controller.js';
import { SettingsStore } from './settings-store.js';
import { SourcesController } from './sources.controller.js';

/** Who may do what, and what is set for each source. */
@Global()
@Module({
  controllers: [SessionController, SourcesController],
  providers: [KeyStore, SettingsStore, Access],
  exports: [SettingsStore, Access],
})
export class SourcesModule {}
