import type { EventRow } from '@argus/contract';

/** An event as the questions select it. */
export interface StoredEventRow {
  event_id: string;
  source: string;
  timestamp_us: number;
  received_us: number;
  user_id: string;
  session_id: string;
  category: string;
  name: string;
  page_url: string;
  data: string;
  sequence: number;
}

/** The columns of `StoredEventRow`. */
export const STORED_EVENT = `
  event_id, source, toUnixTimestamp64Micro(timestamp) AS timestamp_us, toUnixTimestamp64Micro(received_at) AS received_us,
  user_id, session_id, category, name, page_url, data, sequence`;

/** Microseconds since the epoch as ISO 8601 in UTC, truncated to milliseconds. */
export const isoOf = (us: number): string => new Date(Math.floor(us / 1000)).toISOString();

/** `data` is JSON of an object wherever the gateway wrote it; people may insert anything by SQL. */
function dataOf(text: string): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Record<string, unknown>;
    return { value: data };
  } catch {
    return { value: text };
  }
}

/** The event as the API gives it out. Pure. */
export function toEventRow(row: StoredEventRow): EventRow {
  const { event_id, source, user_id, session_id, category, name, page_url } = row;
  const [timestamp, received_at] = [isoOf(row.timestamp_us), isoOf(row.received_us)];
  return {
    event_id,
    source,
    timestamp,
    received_at,
    user_id,
    session_id,
    category,
    name,
    page_url,
    data: dataOf(row.data),
  };
}
