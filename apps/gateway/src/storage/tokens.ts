/** Injection tokens of what the whole gateway shares; see storage.module.ts for what stands behind each. */
export const CONFIG = Symbol('CONFIG');
export const LOGGER = Symbol('LOGGER');
export const REGISTRY = Symbol('REGISTRY');
export const QUEUE = Symbol('QUEUE');
export const DEDUP = Symbol('DEDUP');
export const CLICKHOUSE = Symbol('CLICKHOUSE');
/** Connections that readers cannot take: for delivery, and for what watches over it and over ClickHouse. */
export const CLICKHOUSE_DELIVERY = Symbol('CLICKHOUSE_DELIVERY');
export const REDIS = Symbol('REDIS');
export const CLOCK = Symbol('CLOCK');

/** Milliseconds since the epoch. */
export type Clock = () => number;
