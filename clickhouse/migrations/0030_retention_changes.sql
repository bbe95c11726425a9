-- How long raw rows and their aggregates were kept, and since when: one row per change of RETENTION_DAYS or
-- ERRORS_RETENTION_DAYS. The TTL of a table says only what holds now; what an earlier, shorter setting dropped is not there
-- again when the setting grows, and a comparison of aggregates with raw rows must not look for it.
--
-- `days` 0 means: for ever.
-- How to read back: SELECT raw, days, changed_at FROM retention_changes ORDER BY changed_at
CREATE TABLE IF NOT EXISTS retention_changes
(
    raw        String,
    days       UInt32,
    changed_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY (raw, changed_at);
