import { AGGREGATES } from '../maintenance/aggregate.js';

/** A table that retention empties. */
export interface KeptTable {
  table: string;
  /** The raw table whose setting holds for it. */
  raw: 'events' | 'errors';
  /** The column that says how old a row is. */
  time: string;
  /** The start of a row's UTC day. */
  day: string;
  /** Whether it has monthly partitions: then parts are dropped as a whole, once all of their rows are old. */
  dropsParts: boolean;
}

const dayOf = (bucket: string): string => (bucket === 'day' ? "toDateTime(day, 'UTC')" : `toStartOfDay(${bucket})`);

const rawTable = (table: 'events' | 'errors', time: string): KeptTable => ({
  table,
  raw: table,
  time,
  day: `toStartOfDay(toDateTime(${time}, 'UTC'))`,
  dropsParts: true,
});

/** Every table with rows that grow old: the raw ones, and the aggregates but those that have a horizon of their own. */
export const KEPT_TABLES: readonly KeptTable[] = [
  rawTable('events', 'timestamp'),
  rawTable('errors', 'received_at'),
  ...AGGREGATES.filter(({ horizonSeconds }) => horizonSeconds === undefined).map(({ table, raw, bucket }) => {
    return { table, raw, time: bucket, day: dayOf(bucket), dropsParts: false };
  }),
];

/**
 * The statements that make a table keep its rows for so many whole days and today; 0: for ever. Rows go by whole days, so
 * that a day is either compared with its aggregates or gone from both. Pure.
 */
export function ttlStatements({ table, day, dropsParts }: KeptTable, days: number): string[] {
  if (days === 0) return [`ALTER TABLE ${table} REMOVE TTL`];
  return [
    // Old months are unlinked instead of being written again without some rows; and a new TTL is only worked out for the
    // parts that are there, not applied to them row by row.
    ...(dropsParts
      ? [`ALTER TABLE ${table} MODIFY SETTING ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1`]
      : []),
    `ALTER TABLE ${table} MODIFY TTL ${day} + toIntervalDay(${days + 1})`,
  ];
}

/** For how many days a table keeps its rows, by what the database says of its engine; 0: for ever. Pure. */
export function daysOfTtl(engineFull: string): number {
  const [, days] = / TTL .*\+ toIntervalDay\((\d+)\)/.exec(engineFull) ?? [];
  return days === undefined ? 0 : Number(days) - 1;
}
