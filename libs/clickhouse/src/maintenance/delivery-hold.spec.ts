import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ClickHouseClient } from '@clickhouse/client';
import { setCluster } from '../cluster/cluster.js';
import { holdDelivery } from './delivery-hold.js';

type Params = { query: string; query_params?: { seconds?: number } };

/** A cluster that is quiet, with nobody else who holds; `onStatement` throws where one is to fail. */
function cluster(onStatement: (query: string) => void | Promise<void>) {
  const holds: number[] = [];
  const client = {
    query: async ({ query }: Params) => {
      await onStatement(query);
      return { json: async () => [{ holds: 0, running: 0 }], text: async () => '4' };
    },
    command: async ({ query, query_params }: Params) => {
      await onStatement(query);
      if (query.startsWith('INSERT INTO delivery_holds')) holds.push(query_params?.seconds ?? 0);
    },
  } as unknown as ClickHouseClient;
  setCluster(client, { name: 'argus', database: 'default' });
  return { holds, hold: holdDelivery(client, 'a test') };
}

describe('[A4] a hold on a cluster', () => {
  afterEach(() => void jest.useRealTimers());

  it('[A4] is taken back, once it was held', async () => {
    const { holds, hold } = cluster(() => {});
    expect(await hold(async () => holds.slice())).toEqual([20]);
    expect(holds).toEqual([20, -1]);
  });

  it('[A4] holds nobody where a server does not answer', async () => {
    const { holds, hold } = cluster((query) => {
      if (query.includes("clusterAllReplicas('argus', system.one)")) throw new Error('a server is away');
    });
    await expect(hold(async () => 'run')).rejects.toThrow('a server is away');
    expect(holds).toEqual([]);
  });

  it('[A4] is taken back where a server goes away before all have heard of it', async () => {
    const { holds, hold } = cluster((query) => {
      if (query.startsWith('SYSTEM SYNC REPLICA')) throw new Error('a replica is away');
    });
    await expect(hold(async () => 'run')).rejects.toThrow('a replica is away');
    expect(holds).toEqual([20, -1]);
  });

  it('[A4] is renewed while the servers hear of it, which may take longer than the lease', async () => {
    jest.useFakeTimers({
      doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'queueMicrotask', 'Date', 'performance'],
    });
    const { holds, hold } = cluster((query) => {
      if (query.startsWith('SYSTEM SYNC REPLICA')) jest.advanceTimersByTime(25_000);
    });
    await hold(async () => 'run');
    expect(holds).toEqual([20, 20, 20, 20, 20, 20, -1]);
  });
});
