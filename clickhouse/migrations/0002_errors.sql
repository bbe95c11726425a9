-- What was refused: one row per wrong field of a rejected event, with the event as it was received.
--
-- Why this order key: people look at the newest errors first, and filter what they see by code, field or source.
-- How to read back: SELECT ... FROM errors WHERE received_at >= ... ORDER BY received_at DESC, sequence DESC; by id the index helps.
CREATE TABLE IF NOT EXISTS errors
(
    error_id    UUID DEFAULT generateUUIDv7(),
    received_at DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(Delta, LZ4),
    source      LowCardinality(String) DEFAULT 'default',
    code        LowCardinality(String),
    field       String,
    message     String CODEC(ZSTD(1)),
    -- JSON text as received, cut at 16 KiB; the same for every row of one event.
    event       String CODEC(ZSTD(1)),
    sequence    UInt64 CODEC(Delta, LZ4),
    batch_id    LowCardinality(String),
    INDEX by_error_id error_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_sequence sequence TYPE minmax GRANULARITY 4
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
PRIMARY KEY (received_at, sequence)
ORDER BY (received_at, sequence, error_id)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;
