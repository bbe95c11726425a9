-- Who was active in which minute of an hour: one row per hour, user, session and source. Answers active users and active
-- sessions of the last 5 minutes (C1, C2), the hourly statistics (C6), and the distinct users and sessions of time series.
--
-- Why the last event: a window has no upper bound, so someone is active exactly when `last_seen > as_of - 300`.
-- Why a bit per minute: users per minute, or of any part of the hour, are counted exactly without a row per minute.
-- Why not states of uniq: their merge costs more than these rows, and an exact answer is wanted.
-- How to read back: SELECT uniqExact(user_id) FROM activity_hourly
--                   WHERE hour >= toStartOfHour(now() - 300) AND last_seen > now() - 300 AND user_id != ''
CREATE TABLE IF NOT EXISTS activity_hourly
(
    hour        DateTime('UTC'),
    user_id     String,
    session_id  String,
    source      LowCardinality(String),
    last_seen   SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
    -- Bit m is set when there was an event in minute m of the hour.
    minutes     SimpleAggregateFunction(groupBitOr, UInt64),
    clicks      SimpleAggregateFunction(sum, UInt64),
    impressions SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY (hour, user_id, session_id, source)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS activity_hourly_mv TO activity_hourly AS
SELECT
    toStartOfHour(timestamp) AS hour,
    user_id,
    session_id,
    source,
    max(timestamp) AS last_seen,
    groupBitOr(bitShiftLeft(toUInt64(1), toMinute(timestamp))) AS minutes,
    countIf(name = 'click') AS clicks,
    countIf(name = 'impression') AS impressions
FROM events
GROUP BY hour, user_id, session_id, source;
