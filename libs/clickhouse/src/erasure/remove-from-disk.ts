import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { ask } from '../queries/question.js';
import { PERSONAL_TABLES } from './person.js';

const TABLES = new Set<string>([...PERSONAL_TABLES, 'event_counts_1m', 'page_views_15m', 'refused_events_1m']);
const POLL_MS = 500;

/** Tables of a rebuild under way (or of one that died): they hold rows from before, and will take the others' places. */
export async function rebuildTables(client: ClickHouseClient): Promise<string[]> {
  const sql =
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND endsWith(name, '_rebuild') ORDER BY name";
  const rows = await ask<{ name: string }>(client, { name: 'rebuild_tables', sql, params: {} });
  return rows.map(({ name }) => name);
}

const maskedTables = (client: ClickHouseClient) =>
  ask<{ table: string }>(client, {
    name: 'masked_tables',
    sql: 'SELECT DISTINCT table FROM system.parts WHERE database = currentDatabase() AND active AND has_lightweight_delete',
    params: {},
  });

interface Unfinished {
  table: string;
  parts: number;
  failure: string;
}

const unfinished = (client: ClickHouseClient) =>
  ask<Unfinished>(client, {
    name: 'unfinished_mutations',
    sql: `
      SELECT table, toUInt64(sum(parts_to_do)) AS parts, max(latest_fail_reason) AS failure FROM system.mutations
      WHERE database = currentDatabase() AND NOT is_done AND command LIKE '%APPLY DELETED MASK%' GROUP BY table`,
    params: {},
  });

/**
 * Writes parts again that hold rows marked as deleted, and waits for it; ClickHouse unlinks the old files within a minute or
 * so. Says how many parts are left; throws with ClickHouse's reason where it cannot.
 */
export async function removeFromDisk(
  client: ClickHouseClient,
  signal: AbortSignal,
  onProgress: (parts: number) => void = () => {},
): Promise<void> {
  for (const { table } of await maskedTables(client)) {
    if (!TABLES.has(table)) continue;
    await client.command({
      query: `ALTER TABLE ${table} APPLY DELETED MASK`,
      clickhouse_settings: { mutations_sync: '0' },
    });
  }
  for (;;) {
    const left = await unfinished(client);
    const failed = left.find(({ failure }) => failure !== '');
    if (failed) throw new Error(`${failed.table} cannot be written again: ${failed.failure}`);
    if (left.length === 0) return;
    onProgress(left.reduce((sum, { parts }) => sum + parts, 0));
    await sleep(POLL_MS, undefined, { signal });
  }
}
