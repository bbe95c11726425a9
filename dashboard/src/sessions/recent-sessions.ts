import { runQuery, toRecords } from '../api/query.api.js';

export interface RecentSession {
  session_id: string;
  user: string;
  events: number;
  last_seen: string;
}

export const RECENT_SESSIONS_SQL = `SELECT
  session_id,
  any(user_id) AS user,
  toUInt32(count()) AS events,
  toString(toUnixTimestamp(max(timestamp))) AS last_seen
FROM events
WHERE session_id != ''
  AND timestamp > now() - INTERVAL 1 HOUR
  AND ({source:String} = '' OR source = {source:String})
GROUP BY session_id
ORDER BY max(timestamp) DESC, session_id
LIMIT 25`;

/** The sessions of the last hour that were seen last. */
export async function fetchRecentSessions(source: string): Promise<RecentSession[]> {
  const rows = toRecords<RecentSession>(await runQuery(RECENT_SESSIONS_SQL, { source }));
  return rows.map((row) => ({ ...row, last_seen: new Date(Number(row.last_seen) * 1_000).toISOString() }));
}
