/**
 * When each request is due: the n-th at `start + n x interval`, whatever the answers do, so that the rate neither drifts nor
 * waits politely for a slow gateway (coordinated omission). Only when the sender itself falls further behind than
 * `mostLagMs` are the missed moments given up, lest a long stall ends in one huge burst; how much was given up is kept.
 */
export class Schedule {
  private sent = 0;
  private skippedMs = 0;

  constructor(
    private readonly startMs: number,
    private readonly intervalMs: number,
    private readonly mostLagMs: number,
  ) {}

  /** When the next request is due, in the clock of `startMs`. */
  get dueMs(): number {
    return this.startMs + this.skippedMs + this.sent * this.intervalMs;
  }

  /** Milliseconds of the schedule that were given up so far. */
  get givenUpMs(): number {
    return this.skippedMs;
  }

  /** Takes the next moment; answers when it was due. */
  take(nowMs: number): number {
    const lag = nowMs - this.dueMs;
    if (lag > this.mostLagMs) this.skippedMs += lag - this.mostLagMs;
    const due = this.dueMs;
    this.sent++;
    return due;
  }
}
