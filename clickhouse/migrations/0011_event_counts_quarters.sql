-- Event counts by the quarter of an hour, beside those by the minute: a month of quarters is a fifteenth of the rows, so that
-- counts and time series over weeks cost little. Every time zone's days and hours begin at a quarter of an hour.
--
-- Why a projection and not a view: it lies in the same part as its minutes, costs an insert next to nothing, and
-- `npm run rebuild` makes it with its table.
-- How to read back: SELECT name, sum(events) FROM event_counts_1m WHERE toStartOfFifteenMinutes(minute) >= ...
--                   AND toStartOfFifteenMinutes(minute) < ... GROUP BY name: ClickHouse reads the projection
ALTER TABLE event_counts_1m
    MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';
ALTER TABLE event_counts_1m ADD PROJECTION IF NOT EXISTS quarters
(
    SELECT
        toStartOfFifteenMinutes(minute),
        source,
        category,
        name,
        sum(events)
    GROUP BY toStartOfFifteenMinutes(minute), source, category, name
);
ALTER TABLE event_counts_1m MATERIALIZE PROJECTION quarters SETTINGS mutations_sync = 0;
