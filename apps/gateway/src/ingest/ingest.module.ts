import { totalmem } from 'node:os';
import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { type GatewayConfig, machineMemory } from '@argus/config';
import { LedgerModule } from '../ledger/ledger.module.js';
import { CONFIG } from '../storage/tokens.js';
import { AnalyticsEventController } from './analytics-event.controller.js';
import { BodyRoom, roomFor } from './body/body-room.js';
import { EventClaims } from './claims/event-claims.js';
import { IngestController } from './ingest.controller.js';
import { IngestService } from './ingest.service.js';
import { Judge } from './judge.js';
import { OutcomeMetrics } from './outcome.metrics.js';
import { TrackingPlanModule } from '../tracking-plan/tracking-plan.module.js';
import { RedisLink } from '../redis/redis-link.js';
import { Budgets } from './throttle/budgets.js';
import { EventBudgetStorage } from './throttle/event-budget.storage.js';
import { SharedBudgetStorage } from './throttle/shared-budget.storage.js';
import { ShortWay } from './short-way/short-way.js';
import { EventsThrottlerGuard } from './throttle/events-throttler.guard.js';

@Module({
  imports: [
    TrackingPlanModule,
    LedgerModule,
    ThrottlerModule.forRootAsync({
      inject: [CONFIG],
      useFactory: ({ throttle }: GatewayConfig) => [{ limit: throttle.limit, ttl: throttle.ttlSeconds * 1_000 }],
    }),
  ],
  controllers: [IngestController, AnalyticsEventController],
  providers: [
    OutcomeMetrics,
    IngestService,
    EventClaims,
    Judge,
    Budgets,
    {
      provide: BodyRoom,
      useFactory: () => new BodyRoom(roomFor(machineMemory(totalmem(), process.constrainedMemory()))),
    },
    {
      provide: EventBudgetStorage,
      inject: [RedisLink],
      useFactory: (redis: RedisLink) => (redis.client ? new SharedBudgetStorage(redis) : new EventBudgetStorage()),
    },
    EventsThrottlerGuard,
    ShortWay,
  ],
  exports: [IngestService],
})
export class IngestModule {}
