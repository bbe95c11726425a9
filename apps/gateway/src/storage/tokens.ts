/** Injection tokens of what the whole gateway shares; see storage.module.ts for what stands behind each. */
export const CONFIG = Symbol('CONFIG');
export const LOGGER = Symbol('LOGGER');
export const REGISTRY = Symbol('REGISTRY');
export const QUEUE = Symbol('QUEUE');
export const DEDUP = Symbol('DEDUP');
export const CLICKHOUSE = Symbol('CLICKHOUSE');
/** Connections of their own: whether ClickHouse is there, and whether delivery is held, must not wait behind readers. */
export const CLICKHOUSE_WATCH = Symbol('CLICKHOUSE_WATCH');
export const REDIS = Symbol('REDIS');
export const CLOCK = Symbol('CLOCK');

/** Milliseconds since the epoch. */
export type Clock = () => number;
