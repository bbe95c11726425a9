/** One durable append, as it was given. Takes the sequence numbers `first .. first + max(1, count) - 1`. */
export interface Frame {
  readonly first: number;
  readonly count: number;
  readonly payload: Buffer;
  /** Milliseconds since the epoch, by the clock of the process that appended it. */
  readonly appendedAtMs: number;
}
