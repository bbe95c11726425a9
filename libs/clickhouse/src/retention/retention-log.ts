import type { ClickHouseClient } from '@clickhouse/client';
import type { RetentionChange, RetentionDays } from './kept-since.js';

export type RetentionLog = Record<keyof RetentionDays, RetentionChange[]>;

/** Every change of how long raw rows are kept, in order of time. */
export async function readRetentionLog(client: ClickHouseClient): Promise<RetentionLog> {
  const answer = await client.query({
    query: 'SELECT raw, days, toUnixTimestamp(changed_at) AS second FROM retention_changes ORDER BY changed_at',
    format: 'JSONEachRow',
  });
  const rows = await answer.json<RetentionChange & { raw: string }>();
  const of = (raw: string) => rows.filter((row) => row.raw === raw).map(({ second, days }) => ({ second, days }));
  return { events: of('events'), errors: of('errors') };
}

/** The setting that a log ends with; 0: for ever. Pure. */
export const lastDays = (changes: readonly RetentionChange[]): number => changes.at(-1)?.days ?? 0;

/** Remembers that from now on raw rows are kept for so many days. */
export async function noteRetention(client: ClickHouseClient, raw: keyof RetentionDays, days: number): Promise<void> {
  await client.insert({ table: 'retention_changes', values: [{ raw, days }], format: 'JSONEachRow' });
}
