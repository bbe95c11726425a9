import path from 'node:path';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type ClickHouseClient, createClickHouse } from '@argus/clickhouse';
import type { GatewayConfig } from '@argus/config';
import type { DedupIndex } from '@argus/dedup';
import type { Queue } from '@argus/queue';
import { createRegistry } from '@argus/telemetry';
import { protectionsOff } from '../delivery/protections.js';
import { Lifecycle } from '../health/lifecycle.js';
import { RequestLog } from '../health/request-log.js';
import type { RedisClient } from '../redis/redis-client.js';
import { RedisLink } from '../redis/redis-link.js';
import { SharedClaims } from '../redis/shared-claims.js';
import { ClickHouseLink } from './clickhouse-link.js';
import { FolderLock } from './folder-lock.js';
import { openDedup } from './open-dedup.js';
import { openGatewayQueue } from './open-queue.js';
import { CLICKHOUSE, CLICKHOUSE_DELIVERY, CLOCK, CONFIG, DEDUP, LOGGER, QUEUE, REDIS, REGISTRY } from './tokens.js';

/** Read only where Redis is used: it is a quarter of all that a gateway would have to compile at its start. */
async function openRedis({ redis }: GatewayConfig): Promise<RedisClient | undefined> {
  if (redis === undefined) return undefined;
  const { createRedis } = await import('../redis/redis-client.js');
  return createRedis(redis.url);
}

/** What the whole gateway shares, opened in order: the folder's lock, the queue, the index that is restored from it. */
@Global()
@Module({
  providers: [
    Lifecycle,
    RequestLog,
    ClickHouseLink,
    RedisLink,
    SharedClaims,
    { provide: CLOCK, useValue: Date.now },
    { provide: REGISTRY, useFactory: createRegistry },
    {
      provide: FolderLock,
      inject: [CONFIG],
      useFactory: ({ dataDir, faults }: GatewayConfig) =>
        FolderLock.acquire(path.join(dataDir, 'gateway'), { isOff: protectionsOff(faults)('lock') }),
    },
    { provide: QUEUE, inject: [CONFIG, LOGGER, REGISTRY, FolderLock], useFactory: openGatewayQueue },
    { provide: DEDUP, inject: [CONFIG, QUEUE, LOGGER, REGISTRY, FolderLock, SharedClaims], useFactory: openDedup },
    { provide: REDIS, inject: [CONFIG], useFactory: openRedis },
    {
      provide: CLICKHOUSE,
      inject: [CONFIG],
      useFactory: ({ clickhouse }: GatewayConfig) => createClickHouse({ ...clickhouse, maxConnections: 32 }),
    },
    {
      provide: CLICKHOUSE_DELIVERY,
      inject: [CONFIG],
      useFactory: ({ clickhouse }: GatewayConfig) => createClickHouse({ ...clickhouse, maxConnections: 8 }),
    },
  ],
  exports: [
    Lifecycle,
    RequestLog,
    ClickHouseLink,
    RedisLink,
    SharedClaims,
    FolderLock,
    CLOCK,
    REGISTRY,
    QUEUE,
    DEDUP,
    CLICKHOUSE,
    CLICKHOUSE_DELIVERY,
  ],
})
export class StorageModule implements OnApplicationShutdown {
  constructor(
    @Inject(QUEUE) private readonly queue: Queue,
    @Inject(DEDUP) private readonly dedup: DedupIndex,
    @Inject(CLICKHOUSE) private readonly client: ClickHouseClient,
    @Inject(CLICKHOUSE_DELIVERY) private readonly deliveryClient: ClickHouseClient,
    private readonly lock: FolderLock,
  ) {}

  /** Runs after the last request was answered and delivery has stopped. */
  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
    await this.dedup.close();
    await this.client.close();
    await this.deliveryClient.close();
    await this.lock.release();
  }
}
