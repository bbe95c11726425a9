import type { ClickHouseOptions } from '@argus/clickhouse';
import type { Cut } from '@argus/queue';

/**
 * All that the gateway and a worker thread say to each other. A message names a range of the queue, never its payload;
 * a thread keeps nothing between two messages, so that any thread can be given any message again.
 *
 * Bodies lie in memory that the host lends to a message: they outlive the thread that made them, and are handed on without
 * a copy.
 */
export type WorkerMessage = PrepareMessage | PoisonMessage | InsertMessage;

/** Read a range of the queue and encode it. Answered with `Prepared`. */
export interface PrepareMessage {
  task: 'prepare';
  cut: Cut;
  /** The batch's name; see batch-name.ts. */
  batch: string;
  /** Months (since January 1970) to leave out: their rows are stored already. */
  storedMonths?: readonly number[];
  /** Rows that ClickHouse holds already, where the queue has lost its account of what was delivered. */
  storedRows?: StoredRows;
  /** Events up to here are in the ledger as stored; `Prepared.events` counts those after it. */
  countedThrough: number;
  /** Where to encode; without it, or beyond its size, bodies are copied on their way back. */
  memory?: SharedArrayBuffer;
}

/**
 * Ids by sequence: a row is the same only when both agree. Several under one number: another gateway's queue may have
 * used it, too.
 */
export type IdsBySequence = ReadonlyMap<number, readonly string[]>;

export interface StoredRows {
  events: IdsBySequence;
  errors: IdsBySequence;
}

/** Turn the one row of the cut into an error row with the reason for which ClickHouse refused it. */
export interface PoisonMessage {
  task: 'poison';
  cut: Cut;
  batch: string;
  reason: string;
}

/** Post one part. Answered with `Inserted`. */
export interface InsertMessage {
  task: 'insert';
  table: PartTable;
  /** Deduplication token. */
  token: string;
  queryId: string;
  body: Body;
  /** Give up after so many milliseconds; the outcome is then unknown. */
  timeoutMs: number;
}

/** The bytes of one insert. */
export interface Body {
  memory: ArrayBufferLike;
  offset: number;
  length: number;
}

export type PartTable = 'events' | 'errors';

/** One insert: a block of one table. */
export interface PreparedPart {
  table: PartTable;
  /** Stands in the column `batch_id` of its rows. */
  batchId: string;
  rows: number;
  /** CRC-32 of the bytes, hexadecimal. */
  checksum: string;
  /** How many rows lie in each partition (months since January 1970), ascending. */
  months: [month: number, rows: number][];
  body: Body;
}

/** What a range turned out to hold. */
export interface Prepared {
  parts: PreparedPart[];
  /** Events for each source that the ledger does not count as stored yet, so that the ledger can move them from queued to stored. */
  events: Record<string, number>;
  /** Frames that are damaged on disk, in words; their rows are in no part. */
  damage: string[];
}

/** How an insert ended. ClickHouse's refusals are answers, not exceptions: their code decides what happens next. */
export type Inserted = { ok: true; writtenRows: number } | InsertFailure;

export interface InsertFailure {
  ok: false;
  /** ClickHouse's code; undefined when no answer came, so that nobody knows whether the rows are there. */
  code: number | undefined;
  message: string;
}

/** What every thread is given when it starts. */
export interface WorkerSetup {
  clickhouse: ClickHouseOptions;
  /** Harm that fault tests do to the thread; empty in any real installation. */
  faults: readonly string[];
}
