-- Raw events: the one truth from which every aggregate can be made again.
--
-- Why this order key: almost every question has a range of time, and a walk through events reads in order of time. `sequence` is the
-- gateway's order of acceptance and breaks ties; `event_id` makes the order total, so that a page of a walk is read from where it
-- begins and no further (20 times as fast as sorting). Nobody needs FINAL: a row is written once.
-- Why monthly partitions: retention drops whole months; a late event costs one more part, not dozens.
-- Why the deduplication window: a batch that is sent again with its token must change nothing (it is 0 by default on one node).
-- How to read back: SELECT ... FROM events WHERE timestamp >= ... ; by id, session or user the skip indexes name the few granules.
CREATE TABLE IF NOT EXISTS events
(
    event_id    UUID DEFAULT generateUUIDv7(),
    source      LowCardinality(String) DEFAULT 'default',
    timestamp   DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(Delta, LZ4),
    received_at DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(Delta, LZ4),
    user_id     String,
    session_id  String,
    category    LowCardinality(String),
    name        LowCardinality(String),
    page_url    String,
    -- JSON text of an object. The JSON type would halve ingestion at equal size; JSONExtract* reads this as well.
    data        String DEFAULT '{}' CODEC(ZSTD(1)),
    sequence    UInt64 CODEC(Delta, LZ4),
    -- The insert that brought the row: tells after a lost answer whether a batch is there.
    batch_id    LowCardinality(String),
    INDEX by_event_id event_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_session_id session_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_user_id user_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_sequence sequence TYPE minmax GRANULARITY 4
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(timestamp)
PRIMARY KEY (timestamp, sequence)
ORDER BY (timestamp, sequence, event_id)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;
