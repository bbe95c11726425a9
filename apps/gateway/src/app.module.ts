import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { GatewayConfig } from '@argus/config';
import type { Logger } from '@argus/telemetry';
import { ConsumptionModule } from './consumption/consumption.module.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { ErasureModule } from './erasure/erasure.module.js';
import { ErrorsModule } from './errors/errors.module.js';
import { HealthModule } from './health/health.module.js';
import { IngestModule } from './ingest/ingest.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { LiveModule } from './live/live.module.js';
import { QueryModule } from './query/query.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { SharingModule } from './sharing/sharing.module.js';
import { SourcesModule } from './sources/sources.module.js';
import { StorageModule } from './storage/storage.module.js';
import { CONFIG, LOGGER } from './storage/tokens.js';
import { WebModule } from './web/web.module.js';

/** The gateway: what each part does stands in its own folder; here they are only put together. */
@Global()
@Module({
  imports: [
    StorageModule,
    LedgerModule,
    SourcesModule,
    IngestModule,
    DeliveryModule,
    ConsumptionModule,
    ErasureModule,
    ErrorsModule,
    QueryModule,
    LiveModule,
    RetentionModule,
    SharingModule,
    HealthModule,
    WebModule,
  ],
})
export class AppModule {
  static with(config: GatewayConfig, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      global: true,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
      ],
      exports: [CONFIG, LOGGER],
    };
  }
}
