import { ApiError } from '../api/api-error.js';
import { fetchEvents } from '../api/events.api.js';
import { runQuery, toRecords } from '../api/query.api.js';

export interface RecentSession {
  session_id: string;
  user: string;
  /** Undefined where it could not be counted. */
  events: number | undefined;
  /** Milliseconds within the last hour; undefined where it could not be told. */
  duration_ms: number | undefined;
  /** Where it is now. */
  page: string;
  last_seen: string;
}

const SQL = `SELECT
  session_id,
  any(user_id) AS user,
  toUInt32(count()) AS events,
  toUInt32(dateDiff('millisecond', min(timestamp), max(timestamp))) AS duration_ms,
  argMaxIf(page_url, timestamp, page_url != '') AS page,
  toString(toUnixTimestamp(max(timestamp))) AS last_seen
FROM events
WHERE session_id != ''
  AND timestamp > now() - INTERVAL 1 HOUR
  AND ({source:String} = '' OR source = {source:String})
GROUP BY session_id
ORDER BY max(timestamp) DESC, session_id
LIMIT 25`;

const SHOWN = 25;
const HOUR_MS = 3_600_000;
const ANY = { session_id: '', user_id: '', category: '', name: '', to: '', order: 'desc' } as const;

async function askClickHouse(source: string): Promise<RecentSession[]> {
  const rows = toRecords<RecentSession>(await runQuery(SQL, { source }));
  return rows.map((row) => ({ ...row, last_seen: new Date(Number(row.last_seen) * 1_000).toISOString() }));
}

/** From the newest thousand events: what a key of one source may read. How many events a session has is not known then. */
async function readNewest(source: string): Promise<RecentSession[]> {
  const from = new Date(Date.now() - HOUR_MS).toISOString();
  const { events } = await fetchEvents({ ...ANY, source, from }, 1_000, '');
  const sessions = new Map<string, RecentSession>();
  for (const { session_id, user_id, timestamp, page_url } of events) {
    if (session_id === '' || sessions.has(session_id)) continue;
    const unknown = { events: undefined, duration_ms: undefined };
    sessions.set(session_id, { session_id, user: user_id, ...unknown, page: page_url, last_seen: timestamp });
  }
  return [...sessions.values()].slice(0, SHOWN);
}

/** The sessions of the last hour that were seen last. */
export async function fetchRecentSessions(source: string): Promise<RecentSession[]> {
  try {
    return await askClickHouse(source);
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return readNewest(source);
    throw error;
  }
}
