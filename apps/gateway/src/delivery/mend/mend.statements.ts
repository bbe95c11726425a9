import type { PartTable } from '@argus/worker';

/** The buckets of a range of the queue: what an insert of it can have touched. */
const touched = (table: PartTable, bucket: string): string =>
  `(SELECT DISTINCT ${bucket} FROM ${table} WHERE sequence BETWEEN {first:UInt64} AND {last:UInt64})`;

/** Lets the order key skip what lies outside of the range's times. */
const nearby = (table: PartTable, time: string): string => {
  const edge = (of: 'min' | 'max') =>
    `(SELECT ${of}(${time}) FROM ${table} WHERE sequence BETWEEN {first:UInt64} AND {last:UInt64})`;
  return `${time} >= ${edge('min')} - INTERVAL 1 DAY AND ${time} <= ${edge('max')} + INTERVAL 1 DAY`;
};

const minute = 'toStartOfMinute(timestamp)';
const second = "toDateTime(ceil(toUnixTimestamp64Micro(timestamp) / 1000000), 'UTC')";
const refusedMinute = 'toStartOfMinute(received_at)';

/** A statement that makes one aggregate agree with the raw rows in the buckets that a range of the queue touched. */
export interface MendStatement {
  aggregate: string;
  of: PartTable;
  sql: string;
}

/*
 * Sums are mended by adding the signed difference between what the raw rows say and what the aggregate says (UInt64 sums
 * wrap, so a difference below zero takes away). Nothing is deleted, so that no reader ever sees a gap, and where both
 * agree nothing is written. Maxima and bit sets cannot be counted twice: they are simply said again.
 */
export const MEND_STATEMENTS: readonly MendStatement[] = [
  {
    aggregate: 'event_counts_1m',
    of: 'events',
    sql: `
INSERT INTO event_counts_1m (minute, source, category, name, events)
SELECT minute, source, category, name, toUInt64(sum(difference)) FROM
(
    SELECT ${minute} AS minute, source, category, name, toInt64(count()) AS difference FROM events
    WHERE ${nearby('events', 'timestamp')} AND ${minute} IN ${touched('events', minute)}
    GROUP BY minute, source, category, name
    UNION ALL
    SELECT minute, source, category, name, -toInt64(sum(events)) FROM event_counts_1m
    WHERE minute IN ${touched('events', minute)}
    GROUP BY minute, source, category, name
)
GROUP BY minute, source, category, name HAVING sum(difference) != 0`,
  },
  {
    aggregate: 'page_views_15m',
    of: 'events',
    // Rows leave after an hour: what is about to leave is not compared.
    sql: `
INSERT INTO page_views_15m (second, page_url, source, views)
SELECT second, page_url, source, toUInt64(sum(difference)) FROM
(
    SELECT ${second} AS second, page_url, source, toInt64(count()) AS difference FROM events
    WHERE name IN ('page_view', 'pageview', 'view') AND timestamp > now() - INTERVAL 50 MINUTE
      AND ${second} IN ${touched('events', second)}
    GROUP BY second, page_url, source
    UNION ALL
    SELECT second, page_url, source, -toInt64(sum(views)) FROM page_views_15m
    WHERE second > now() - INTERVAL 50 MINUTE AND second IN ${touched('events', second)}
    GROUP BY second, page_url, source
)
GROUP BY second, page_url, source HAVING sum(difference) != 0`,
  },
  {
    aggregate: 'activity_hourly',
    of: 'events',
    // Its insert also says the day's activity again, by the view that hangs on it.
    sql: `
INSERT INTO activity_hourly (hour, user_id, session_id, source, last_seen, minutes, clicks, impressions)
SELECT
    hour, user_id, session_id, source, max(seen), groupBitOr(bits),
    toUInt64(sum(click_difference)), toUInt64(sum(impression_difference))
FROM
(
    SELECT
        toStartOfHour(timestamp) AS hour, user_id, session_id, source,
        max(timestamp) AS seen,
        groupBitOr(bitShiftLeft(toUInt64(1), toMinute(timestamp))) AS bits,
        toInt64(countIf(name = 'click')) AS click_difference,
        toInt64(countIf(name = 'impression')) AS impression_difference
    FROM events
    WHERE ${nearby('events', 'timestamp')} AND (hour, user_id, session_id, source) IN
        ${touched('events', 'toStartOfHour(timestamp), user_id, session_id, source')}
    GROUP BY hour, user_id, session_id, source
    UNION ALL
    SELECT
        hour, user_id, session_id, source, max(last_seen), groupBitOr(minutes), -toInt64(sum(clicks)), -toInt64(sum(impressions))
    FROM activity_hourly
    WHERE (hour, user_id, session_id, source) IN
        ${touched('events', 'toStartOfHour(timestamp), user_id, session_id, source')}
    GROUP BY hour, user_id, session_id, source
)
GROUP BY hour, user_id, session_id, source`,
  },
  {
    aggregate: 'refused_events_1m',
    of: 'errors',
    sql: `
INSERT INTO refused_events_1m (minute, source, verdict, events)
SELECT minute, source, verdict, toUInt64(sum(difference)) FROM
(
    SELECT ${refusedMinute} AS minute, source, verdict, toInt64(sum(events_of_text)) AS difference FROM
    (
        SELECT
            received_at, source,
            multiIf(max(code = 'bot'), 'bot', max(code = 'poison'), 'poison', 'invalid') AS verdict,
            intDiv(count(), uniqExact(field, code, message)) AS events_of_text
        FROM errors
        WHERE ${nearby('errors', 'received_at')} AND ${refusedMinute} IN ${touched('errors', refusedMinute)}
        GROUP BY received_at, source, cityHash64(event)
    )
    GROUP BY minute, source, verdict
    UNION ALL
    SELECT minute, source, verdict, -toInt64(sum(events)) FROM refused_events_1m
    WHERE minute IN ${touched('errors', refusedMinute)}
    GROUP BY minute, source, verdict
)
GROUP BY minute, source, verdict HAVING sum(difference) != 0`,
  },
];
