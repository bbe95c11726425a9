import { existsSync } from 'node:fs';
import path from 'node:path';
import { createClickHouse } from '@argus/clickhouse';
import type { GatewayConfig } from '@argus/config';
import { FolderLock } from '../storage/folder-lock.js';

/**
 * Runs something while no gateway and no engine works in the data folder, and keeps one from starting meanwhile. Throws
 * Error that says what still runs.
 */
export async function whileStopped<T>({ dataDir, clickhouse }: GatewayConfig, run: () => Promise<T>): Promise<T> {
  const gateway = path.join(dataDir, 'gateway');
  if (!existsSync(gateway)) throw new Error(`${dataDir} holds no installation. Set DATA_DIR as the gateway has it.`);
  if (clickhouse.embedded) {
    const client = createClickHouse({ ...clickhouse, requestTimeoutMs: 2_000 });
    const { success } = await client.ping();
    await client.close();
    if (success)
      throw new Error(`ClickHouse answers at ${clickhouse.url}. Stop Argus first (Ctrl-C, systemctl stop argus).`);
  }
  const lock = await FolderLock.acquire(gateway);
  try {
    return await run();
  } finally {
    await lock.release();
  }
}
