-- How many events of which kind in which minute: one row per minute, source, category and name. Answers event counts
-- (C5) and the events of time series; a range that begins or ends inside a minute takes its edges from the raw events.
--
-- How to read back: SELECT name, sum(events) FROM event_counts_1m WHERE minute >= ... AND minute < ... GROUP BY name
CREATE TABLE IF NOT EXISTS event_counts_1m
(
    minute   DateTime('UTC'),
    source   LowCardinality(String),
    category LowCardinality(String),
    name     LowCardinality(String),
    events   SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY (minute, source, category, name)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS event_counts_1m_mv TO event_counts_1m AS
SELECT toStartOfMinute(timestamp) AS minute, source, category, name, count() AS events
FROM events
GROUP BY minute, source, category, name;
