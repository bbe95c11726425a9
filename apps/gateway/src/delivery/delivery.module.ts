import { Module } from '@nestjs/common';
import { ConsumptionService } from '../consumption/consumption.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { CLICKHOUSE_DELIVERY, CONFIG, LOGGER, QUEUE, REGISTRY } from '../storage/tokens.js';
import { DeliveryService } from './delivery.service.js';
import { DELIVERY } from './tokens.js';
import { type DeliveryParts, wireDelivery } from './wire-delivery.js';

@Module({
  providers: [
    DeliveryService,
    {
      provide: DELIVERY,
      inject: [CONFIG, QUEUE, CLICKHOUSE_DELIVERY, LOGGER, REGISTRY, ConsumptionService, LedgerService],
      useFactory: (
        config: DeliveryParts['config'],
        queue: DeliveryParts['queue'],
        client: DeliveryParts['client'],
        logger: DeliveryParts['logger'],
        registry: DeliveryParts['registry'],
        gate: DeliveryParts['gate'],
        ledger: DeliveryParts['ledger'],
      ) => wireDelivery({ config, queue, client, gate, ledger, logger, registry }),
    },
  ],
})
export class DeliveryModule {}
