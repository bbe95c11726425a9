-- How many events were refused in which minute: one row per minute, source and verdict (`invalid`, `bot` or `poison`).
--
-- Why not count errors: an event has one row there for each of its wrong fields. The rows of one event come in one insert
-- and share time, source and text; equal events of one request repeat the same fields, which the division takes out.
-- How to read back: SELECT verdict, sum(events) FROM refused_events_1m WHERE minute >= now() - 86400 GROUP BY verdict
CREATE TABLE IF NOT EXISTS refused_events_1m
(
    minute  DateTime('UTC'),
    source  LowCardinality(String),
    verdict LowCardinality(String),
    events  SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY (minute, source, verdict)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS refused_events_1m_mv TO refused_events_1m AS
SELECT toStartOfMinute(received_at) AS minute, source, verdict, sum(events_of_text) AS events
FROM
(
    SELECT
        received_at,
        source,
        multiIf(max(code = 'bot'), 'bot', max(code = 'poison'), 'poison', 'invalid') AS verdict,
        intDiv(count(), uniqExact(field, code, message)) AS events_of_text
    FROM errors
    GROUP BY received_at, source, cityHash64(event)
)
GROUP BY minute, source, verdict;
