import { ask } from './clickhouse.js';
import type { Places } from './oracle.js';

/** Takes a source out of the raw events and of every aggregate, so that the judge sees the numbered events alone. */
export async function forget({ clickhouseUrl }: Places, source: string): Promise<void> {
  for (const table of ['events', 'event_counts_1m', 'page_views_15m', 'activity_hourly', 'activity_daily']) {
    await ask(clickhouseUrl, `ALTER TABLE ${table} DELETE WHERE source = '${source}' SETTINGS mutations_sync = 2`);
  }
}
