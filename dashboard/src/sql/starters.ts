/** Questions that people ask first, as examples to change. */
export const STARTERS: readonly { title: string; sql: string }[] = [
  {
    title: 'Events a minute, last hour',
    sql: `SELECT
  toStartOfMinute(timestamp) AS minute,
  count() AS events,
  uniqExact(user_id) AS users
FROM events
WHERE timestamp > now() - INTERVAL 1 HOUR
GROUP BY minute
ORDER BY minute`,
  },
  {
    title: 'The newest events',
    sql: `SELECT timestamp, source, name, user_id, session_id, page_url, data
FROM events
ORDER BY timestamp DESC
LIMIT 50`,
  },
  {
    title: 'Longest sessions of the day',
    sql: `SELECT
  session_id,
  dateDiff('second', min(timestamp), max(timestamp)) AS seconds,
  count() AS events
FROM events
WHERE session_id != '' AND timestamp > now() - INTERVAL 1 DAY
GROUP BY session_id
ORDER BY seconds DESC
LIMIT 20`,
  },
  {
    title: 'Where visitors enter',
    sql: `SELECT entry, count() AS sessions
FROM
(
  SELECT argMin(page_url, timestamp) AS entry
  FROM events
  WHERE session_id != '' AND page_url != '' AND timestamp > now() - INTERVAL 1 DAY
  GROUP BY session_id
)
GROUP BY entry
ORDER BY sessions DESC
LIMIT 20`,
  },
  {
    title: 'Why events were refused',
    sql: `SELECT code, field, count() AS errors, max(received_at) AS last
FROM errors
GROUP BY code, field
ORDER BY errors DESC`,
  },
];
