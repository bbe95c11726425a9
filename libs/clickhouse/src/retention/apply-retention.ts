import type { ClickHouseClient } from '@clickhouse/client';
import { clusterOf, databaseOf, ofEveryServer, plainTable } from '../cluster/cluster.js';
import type { RetentionDays } from './kept-since.js';
import { lastDays, noteRetention, readRetentionLog } from './retention-log.js';
import { KEPT_TABLES, daysOfTtl, ttlStatements } from './ttl.js';

/** What a table was and is kept for, in days; 0: for ever. */
export interface AppliedRetention {
  table: string;
  from: number;
  to: number;
}

/** For ever is the longest. */
const length = (days: number): number => (days === 0 ? Infinity : days);

/**
 * For how long tables keep their rows; of a cluster on each server that answers, since one that was away when it was said
 * may have missed it. Its tables of a shard's own rows are meant: Distributed ones have no TTL.
 */
async function ttlOfTables(client: ClickHouseClient): Promise<Map<string, Set<number>>> {
  const cluster = clusterOf(client);
  const answer = await client.query({
    query: `SELECT DISTINCT name, engine_full FROM ${ofEveryServer(cluster, 'system.tables')}
      WHERE database = ${databaseOf(cluster)} AND engine LIKE '%MergeTree'`,
    format: 'JSONEachRow',
    ...(cluster ? { clickhouse_settings: { skip_unavailable_shards: 1 } } : {}),
  });
  const ttls = new Map<string, Set<number>>();
  for (const { name, engine_full } of await answer.json<{ name: string; engine_full: string }>()) {
    const table = plainTable(cluster, name);
    ttls.set(table, (ttls.get(table) ?? new Set()).add(daysOfTtl(engine_full)));
  }
  return ttls;
}

/**
 * Makes every table keep its rows for as long as it is set, and answers what had to be changed: nothing at the second
 * time. Old rows leave in the background. Two gateways with different settings change each other's: the last start wins.
 */
export async function applyRetention(client: ClickHouseClient, wished: RetentionDays): Promise<AppliedRetention[]> {
  const applied: AppliedRetention[] = [];
  const ttls = await ttlOfTables(client);
  const log = await readRetentionLog(client);
  for (const raw of ['events', 'errors'] as const) {
    const days = wished[raw];
    const known = lastDays(log[raw]);
    // What the log promises to be whole must be whole at every moment: a shorter time is noted before anything is
    // dropped, a longer one after nothing is dropped any more.
    const isShorter = length(days) < length(known);
    if (isShorter) await noteRetention(client, raw, days);
    for (const kept of KEPT_TABLES) {
      const from = [...(ttls.get(kept.table) ?? [])].find((other) => other !== days);
      if (kept.raw !== raw || from === undefined) continue;
      for (const query of ttlStatements(kept, days)) {
        await client.command({ query, clickhouse_settings: { mutations_sync: '0' } });
      }
      applied.push({ table: kept.table, from, to: days });
    }
    if (!isShorter && days !== known) await noteRetention(client, raw, days);
  }
  return applied;
}
