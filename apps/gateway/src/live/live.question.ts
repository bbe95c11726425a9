import type { Question, StoredEventRow } from '@argus/clickhouse';

/** Which stored events are followed. */
export interface LiveFilter {
  /** The queue whose numbers are meant: every gateway numbers for itself. */
  queueId: string;
  sources?: readonly string[] | undefined;
  name?: string | undefined;
  category?: string | undefined;
  userId?: string | undefined;
  sessionId?: string | undefined;
}

const FILTERS = [
  ['sources', 'source IN {sources:Array(String)}'],
  ['name', 'name = {name:String}'],
  ['category', 'category = {category:String}'],
  ['userId', 'user_id = {userId:String}'],
  ['sessionId', 'session_id = {sessionId:String}'],
] as const;

/** What was stored with a number after `after`, up to `through`, in the order of acceptance. */
export function storedBetween(
  filter: LiveFilter,
  range: { after: number; through: number; limit: number },
): Question<StoredEventRow> {
  const conditions = FILTERS.filter(([key]) => filter[key] !== undefined).map(([, condition]) => `AND ${condition}`);
  return {
    name: 'stored_between',
    sql: `
      SELECT event_id, source, toUnixTimestamp64Micro(timestamp) AS timestamp_us,
        toUnixTimestamp64Micro(received_at) AS received_us, user_id, session_id, category, name, page_url, data, sequence
      FROM events
      WHERE sequence > {after:UInt64} AND sequence <= {through:UInt64} AND startsWith(batch_id, {queueId:String})
        ${conditions.join(' ')}
      ORDER BY sequence
      LIMIT {limit:UInt32}`,
    params: { ...filter, ...range },
  };
}
