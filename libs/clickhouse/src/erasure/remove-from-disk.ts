import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { clusterOf, databaseOf, ofEveryServer, plainTable } from '../cluster/cluster.js';
import { ask } from '../queries/question.js';
import { PERSONAL_TABLES } from './person.js';

const TABLES = new Set<string>([...PERSONAL_TABLES, 'event_counts_1m', 'page_views_15m', 'refused_events_1m']);
const POLL_MS = 500;

/** Tables of a rebuild under way (or of one that died): they hold rows from before, and will take the others' places. */
export async function rebuildTables(client: ClickHouseClient): Promise<string[]> {
  const cluster = clusterOf(client);
  const sql = `SELECT DISTINCT name FROM ${ofEveryServer(cluster, 'system.tables')}
    WHERE database = ${databaseOf(cluster)} AND match(name, '_rebuild${cluster ? '(_local)?' : ''}$') ORDER BY name`;
  const rows = await ask<{ name: string }>(client, { name: 'rebuild_tables', sql, params: {} });
  return [...new Set(rows.map(({ name }) => plainTable(cluster, name)))];
}

/** Tables of ours with parts, on whichever server, in which rows are marked as deleted. */
async function maskedTables(client: ClickHouseClient): Promise<string[]> {
  const cluster = clusterOf(client);
  const sql = `SELECT DISTINCT table FROM ${ofEveryServer(cluster, 'system.parts')}
    WHERE database = ${databaseOf(cluster)} AND active AND has_lightweight_delete`;
  const rows = await ask<{ table: string }>(client, { name: 'masked_tables', sql, params: {} });
  return rows.map(({ table }) => plainTable(cluster, table)).filter((table) => TABLES.has(table));
}

interface Unfinished {
  table: string;
  parts: number;
  failure: string;
}

const unfinished = (client: ClickHouseClient, cluster = clusterOf(client)) =>
  ask<Unfinished>(client, {
    name: 'unfinished_mutations',
    sql: `
      SELECT table, toUInt64(sum(parts_to_do)) AS parts, max(latest_fail_reason) AS failure
      FROM ${ofEveryServer(cluster, 'system.mutations')}
      WHERE database = ${databaseOf(cluster)} AND NOT is_done AND command LIKE '%APPLY DELETED MASK%' GROUP BY table`,
    params: {},
  });

/**
 * Writes parts again that hold rows marked as deleted, and waits for it; ClickHouse unlinks the old files within a minute or
 * so. Says how many parts are left; throws with ClickHouse's reason where it cannot.
 *
 * A replica of a cluster may not have heard of it yet, and has nothing unfinished then: there it is done when no replica
 * has such a part any more.
 */
export async function removeFromDisk(
  client: ClickHouseClient,
  signal: AbortSignal,
  onProgress: (parts: number) => void = () => {},
): Promise<void> {
  do {
    for (const table of await maskedTables(client)) await applyMask(client, table);
    await untilWritten(client, signal, onProgress);
  } while (clusterOf(client) && (await maskedTables(client)).length > 0);
}

const applyMask = (client: ClickHouseClient, table: string) =>
  client.command({ query: `ALTER TABLE ${table} APPLY DELETED MASK`, clickhouse_settings: { mutations_sync: '0' } });

async function untilWritten(
  client: ClickHouseClient,
  signal: AbortSignal,
  onProgress: (parts: number) => void,
): Promise<void> {
  for (;;) {
    const left = await unfinished(client);
    const failed = left.find(({ failure }) => failure !== '');
    if (failed) throw new Error(`${failed.table} cannot be written again: ${failed.failure}`);
    if (left.length === 0) return;
    onProgress(left.reduce((sum, { parts }) => sum + parts, 0));
    await sleep(POLL_MS, undefined, { signal });
  }
}
