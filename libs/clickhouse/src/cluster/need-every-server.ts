import type { ClickHouseClient } from '@clickhouse/client';
import { clusterOf, ofEveryServer } from './cluster.js';

/**
 * Rejects where a server of a cluster does not answer. A hold is only worth what every server knows of it, and what is done
 * under it waits for all of them: that is found out before anybody is held for it. On one server there is nothing to ask.
 */
export async function needEveryServer(client: ClickHouseClient): Promise<void> {
  const cluster = clusterOf(client);
  if (!cluster) return;
  const answer = await client.query({
    query: `SELECT count() FROM ${ofEveryServer(cluster, 'system.one')}`,
    clickhouse_settings: { skip_unavailable_shards: 0 },
  });
  await answer.text();
}
