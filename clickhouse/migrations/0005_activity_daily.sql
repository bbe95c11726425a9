-- Who was active in which quarter of an hour of a UTC day: one row per day, user, session and source. Answers the distinct
-- users and sessions of time series by hour and by day, in any time zone, since every zone's offset is a multiple of 15 minutes.
--
-- Why hashes: nobody reads ids from here, and 8 bytes compare faster than a string. 0 stands for "had no id".
-- Why it hangs on activity_hourly: a batch's rows are already few there.
-- How to read back: SELECT day, uniqExact(user) FROM activity_daily WHERE user != 0 GROUP BY day; one person's rows have
--                   user = sipHash64('their id')
CREATE TABLE IF NOT EXISTS activity_daily
(
    day      Date,
    user     UInt64,
    session  UInt64,
    source   LowCardinality(String),
    -- Bit q is set when there was an event in the 15 minutes that begin at 00:00 + q * 15 min.
    quarters SimpleAggregateFunction(groupBitOr, UInt128)
)
ENGINE = AggregatingMergeTree
ORDER BY (day, user, session, source)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS activity_daily_mv TO activity_daily AS
SELECT
    toDate(hour) AS day,
    if(user_id = '', 0, sipHash64(user_id)) AS user,
    if(session_id = '', 0, sipHash64(session_id)) AS session,
    source,
    groupBitOr(bitShiftLeft(
        toUInt128(
            (bitAnd(minutes, 0x7FFF) != 0)
            + 2 * (bitAnd(minutes, 0x3FFF8000) != 0)
            + 4 * (bitAnd(minutes, 0x1FFFC0000000) != 0)
            + 8 * (bitAnd(minutes, 0xFFFE00000000000) != 0)),
        4 * toHour(hour))) AS quarters
FROM activity_hourly
GROUP BY day, user, session, source;
