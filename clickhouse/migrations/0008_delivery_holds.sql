-- Who wants the tables still: a rebuild holds delivery for seconds while it takes a snapshot and while it exchanges tables.
-- Every gateway looks here twice a second and starts no insert while a hold is valid; what comes waits in its queue.
--
-- Why `until`: whoever holds says again and again that it is alive, so that one that died holds nothing for long.
-- How to read back: SELECT holder, argMax(until, said_at) AS until FROM delivery_holds GROUP BY holder HAVING until > now64(3)
CREATE TABLE IF NOT EXISTS delivery_holds
(
    holder  String,
    until   DateTime64(3, 'UTC'),
    said_at DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = MergeTree
ORDER BY (holder, said_at)
TTL toDateTime(said_at) + INTERVAL 1 DAY;
