import { createClient } from '@redis/client';

export const createRedis = (url: string) =>
  createClient({
    url,
    name: 'argus',
    // What cannot be sent now is decided without Redis now; sent later it would count twice.
    disableOfflineQueue: true,
    socket: { connectTimeout: 2_000, reconnectStrategy: (attempts: number) => Math.min(50 * 2 ** attempts, 1_000) },
  });

export type RedisClient = ReturnType<typeof createRedis>;
