/** How an aggregate's rows follow from the raw rows, as far as its view's own SQL does not say it. */
export interface Aggregate {
  table: string;
  /** The raw table from which it can be made. */
  raw: 'events' | 'errors';
  /** The column of the raw table whose time decides the bucket. */
  time: 'timestamp' | 'received_at';
  /** The column that holds the bucket. */
  bucket: string;
  /** A bucket holds the times up to its own second; others hold the times from their start on. */
  roundsUp?: boolean;
  /** Rows that are older are not kept. */
  horizonSeconds?: number;
  /** The aggregate whose inserts feed this one's view; absent: the raw table's. */
  hangsOn?: string;
}

/** Every aggregate; the one that hangs on another comes after it. A new view belongs here and nowhere else. */
export const AGGREGATES: readonly Aggregate[] = [
  {
    table: 'page_views_15m',
    raw: 'events',
    time: 'timestamp',
    bucket: 'second',
    roundsUp: true,
    horizonSeconds: 3_600,
  },
  { table: 'activity_hourly', raw: 'events', time: 'timestamp', bucket: 'hour' },
  { table: 'activity_daily', raw: 'events', time: 'timestamp', bucket: 'day', hangsOn: 'activity_hourly' },
  { table: 'event_counts_1m', raw: 'events', time: 'timestamp', bucket: 'minute' },
  { table: 'refused_events_1m', raw: 'errors', time: 'received_at', bucket: 'minute' },
];

/** The view that fills an aggregate. */
export const viewOf = (table: string): string => `${table}_mv`;
