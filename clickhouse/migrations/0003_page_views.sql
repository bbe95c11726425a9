-- Page views per URL over the last 15 minutes (C3, C4): one row per second, page and source.
--
-- Why the second is rounded up: then `second > as_of - 900` holds exactly for the events with `timestamp > as_of - 900`.
-- Why the hour: nothing asks further back, so older events (back-fills, late ones) skip the view, and rows leave after an hour.
-- No partitions: a back-fill over weeks must not make dozens of parts.
-- How to read back: SELECT page_url, sum(views) FROM page_views_15m WHERE second > now() - 900 GROUP BY page_url
CREATE TABLE IF NOT EXISTS page_views_15m
(
    second   DateTime('UTC'),
    page_url String,
    source   LowCardinality(String),
    views    SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY (second, page_url, source)
TTL second + INTERVAL 1 HOUR
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS page_views_15m_mv TO page_views_15m AS
SELECT
    toDateTime(ceil(toUnixTimestamp64Micro(timestamp) / 1000000), 'UTC') AS second,
    page_url,
    source,
    count() AS views
FROM events
WHERE name IN ('page_view', 'pageview', 'view') AND timestamp > now() - INTERVAL 1 HOUR
GROUP BY second, page_url, source;
