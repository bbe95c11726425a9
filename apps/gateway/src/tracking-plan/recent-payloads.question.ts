import type { Question } from '@argus/clickhouse';

/** The newest events that are looked at: older ones say little of what is sent today. */
const NEWEST = 200_000;

export interface RecentPayload {
  category: string;
  name: string;
  /** JSON text. */
  data: string;
}

/** Up to `sample` payloads of each event type, from the newest events. */
export const recentPayloads = (asked: { sample: number; source: string | undefined }): Question<RecentPayload> => ({
  name: 'recent_payloads',
  sql: `
    SELECT category, name, data
    FROM (
      SELECT category, name, data
      FROM events
      WHERE ${asked.source === undefined ? '1' : 'source = {source:String}'}
      ORDER BY timestamp DESC, sequence DESC
      LIMIT ${NEWEST}
    )
    LIMIT {sample:UInt32} BY category, name
    LIMIT ${NEWEST}`,
  params: asked,
});
