import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { type ClickHouseClient, createClickHouse, engineFolder } from '@argus/clickhouse';
import type { GatewayConfig } from '@argus/config';

const HOUR_MS = 3_600_000;

/**
 * A connection to the embedded ClickHouse of this data folder; nothing when it does not run. Throws Error when the one
 * that answers works in another folder. With a ClickHouse server there is none: its tables are not in the data folder.
 */
export async function findRunning({ dataDir, clickhouse }: GatewayConfig): Promise<ClickHouseClient | undefined> {
  if (!clickhouse.embedded) return undefined;
  const client = createClickHouse({ ...clickhouse, requestTimeoutMs: HOUR_MS });
  try {
    const { success } = await client.ping();
    if (success) {
      const folder = await engineFolder(client);
      if (await isSame(folder, path.join(dataDir, 'clickhouse'))) return client;
      throw new Error(
        `ClickHouse at ${clickhouse.url} works in ${folder}. Set DATA_DIR or CLICKHOUSE_PORT as it has them.`,
      );
    }
  } catch (error) {
    await client.close();
    throw error;
  }
  await client.close();
  return undefined;
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((folder) => realpath(folder).catch(() => undefined)));
  return a !== undefined && a === b;
}
