-- What several gateways on one ClickHouse agree on: keys (their SHA-256, never the keys), the settings of sources, and the
-- rules of event types. Each gateway keeps a copy in files, goes by those while ClickHouse is away, and looks here every two
-- seconds. A few hundred rows; what was taken away stays as a row that says so, or a gateway that was down would bring it back.
--
-- Why ReplacingMergeTree: a change is a new row, with ClickHouse's clock as its version, since those of gateways differ.
-- How to read back: SELECT kind, name, argMax(value, version), argMax(is_deleted, version) FROM gateway_settings GROUP BY kind, name
CREATE TABLE IF NOT EXISTS gateway_settings
(
    kind       LowCardinality(String),
    name       String,
    value      String,
    is_deleted Bool DEFAULT false,
    version    UInt64 DEFAULT toUnixTimestamp64Micro(now64(6))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (kind, name);
