/** `new`: seen for the first time, and now claimed. `conflict`: the same id with another payload; the first one wins. */
export type ClaimVerdict = 'new' | 'duplicate' | 'conflict';

/** A UUID: its canonical text (either case), or its 16 bytes. */
export type EventId = string | Uint8Array;

/**
 * Remembers (source, event id) for at least `maxAgeMs` or the last `maxIds` ids, whichever ends first; in memory, with
 * a log on disk, needing nothing else to answer.
 */
export interface DedupIndex {
  /** One batch a request: claim its ids, append its frame, then commit or roll back. */
  begin(): ClaimBatch;
  /** The verdict that a claim would get, claiming nothing (dry runs). */
  peek(source: string, eventId: EventId, payloadChecksum: number): ClaimVerdict;
  /**
   * At start: what a durable frame contained. Harmless for an id that is already known.
   * `seenAtMs` in milliseconds since the epoch.
   */
  restore(source: string, eventId: EventId, payloadChecksum: number, seenAtMs: number): void;
  /**
   * Makes every committed id durable and notes that every frame up to `sequence` is in. Waits for the batches that are
   * open now. Call it when each frame up to `sequence` has been committed (or restored), about once a second.
   */
  checkpoint(sequence: number): Promise<void>;
  /** Every id of the frames up to here is known: at start, replay the frames after it into `restore`. 0: replay all. */
  readonly checkpointedSequence: number;
  readonly stats: DedupStats;
  /** Rolls open batches back, writes everything, closes the files. Call `checkpoint` first. */
  close(): Promise<void>;
}

export interface ClaimBatch {
  /** Synchronous. `payloadChecksum`: an unsigned 32-bit number. An id twice in one batch is a duplicate of its first. */
  claim(source: string, eventId: EventId, payloadChecksum: number): ClaimVerdict;
  /** Takes one `new` claim of this batch back: the event was refused after all, and its id must not be remembered. */
  release(source: string, eventId: EventId): void;
  /** The frame is durable. Call it at once when `append` has resolved, before any other await. */
  commit(): void;
  /** The frame was not written: all its claims are forgotten. */
  rollback(): void;
  /**
   * Call after `commit` and before the answer. True: every id that was called a duplicate here is durable. False: one of
   * them was being written by another request at that moment, and that one failed; so it is stored nowhere: answer 503,
   * the client's retry will store it.
   */
  duplicatesAreDurable(): Promise<boolean>;
}

/** The effective window, for metrics. */
export interface DedupStats {
  readonly ids: number;
  /** Age of the oldest generation that is still remembered, in milliseconds; 0 when empty. */
  readonly windowMs: number;
  readonly generations: number;
  /** Of the tables in memory. */
  readonly memoryBytes: number;
  /** Ids that are not on disk yet. */
  readonly unwrittenIds: number;
}

export interface DedupOptions {
  /** Created where absent. One process at a time: hold a lock on it or on a folder above it. */
  readonly dir: string;
  /** 16 random bytes for a new folder, so that nobody can aim at a slot; default: made. An existing folder keeps its own. */
  readonly salt?: Uint8Array;
  /** Remember at least the last so many ids (and at most a quarter more); default 20,000,000. */
  readonly maxIds?: number;
  /** Forget after this many milliseconds (and at most a quarter more); default 24 h. */
  readonly maxAgeMs?: number;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
  /**
   * Milliseconds of a clock that nobody sets, by which ids grow old while the index is open: a wall clock that jumps ahead
   * makes nothing be forgotten. Default `performance.now`, or `now` where that is given.
   */
  readonly elapsed?: () => number;
  /** Parts of the log that could not be used were dropped; their ids may be counted as new. */
  readonly onDamage?: (damage: DedupDamage) => void;
}

export interface DedupDamage {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  readonly detail: string;
}
