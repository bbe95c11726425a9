/** A contiguous range of flushed frames, as a message to a worker thread: only plain data (structured clone). */
export interface Cut {
  readonly first: number;
  readonly last: number;
  readonly rows: number;
  readonly frames: number;
  readonly bytes: number;
  /** When the oldest of it was appended; milliseconds since the epoch. */
  readonly oldestAppendedAtMs: number;
  readonly parts: readonly CutPart[];
}

/** A run of whole records in one segment file. */
export interface CutPart {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

export interface CutLimits {
  readonly maxRows: number;
  readonly maxBytes: number;
}

/** How much lies after a sequence number. */
export interface Backlog {
  readonly frames: number;
  readonly rows: number;
  readonly bytes: number;
  readonly oldestAppendedAtMs: number | undefined;
}
