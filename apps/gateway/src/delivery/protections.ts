/**
 * What keeps events from being lost or doubled, by name. Fault tests switch one off at a time, to prove that without it
 * the harm shows; the settings let that through under NODE_ENV=test only.
 */
export type Protection =
  /** The same deduplication token on every try. */
  | 'token'
  /** Asking the raw table what it has of a batch in doubt. */
  | 'ask'
  /** The durable record of a batch before it is sent. */
  | 'manifest'
  /** Asking for the rows themselves where the queue has lost its account of what was delivered. */
  | 'filter'
  /** Comparing the aggregates with the raw rows after a doubt. */
  | 'mend'
  /** Holding every gateway still while one of them mends. */
  | 'hold'
  /** Sending again what was not confirmed. */
  | 'again'
  /** Replacing a thread that does not answer. */
  | 'hang'
  /** Halving a batch that ClickHouse refuses for its data. */
  | 'split'
  /** One gateway at a time on a data folder. */
  | 'lock'
  /** Ids grow old by a clock that nobody sets. */
  | 'steady';

/** Tells whether a protection is off: `no-` and its name among the fault switches. */
export const protectionsOff =
  (faults: readonly string[]) =>
  (protection: Protection): boolean =>
    faults.includes(`no-${protection}`);
