/**
 * The operator's rate as a bucket of one second's worth: bursts up to that pass at once. A cut may overdraw it (the
 * queue is cut at requests, and small ones by the thousand rows); the debt is waited for. Times in milliseconds of one clock.
 */
export class RateBucket {
  #tokens: number;
  #filledMs: number;

  constructor(
    private readonly perSecond: number,
    nowMs: number,
  ) {
    this.#tokens = perSecond;
    this.#filledMs = nowMs;
  }

  available(nowMs: number): number {
    const gained = ((nowMs - this.#filledMs) / 1000) * this.perSecond;
    this.#tokens = Math.min(this.perSecond, this.#tokens + gained);
    this.#filledMs = nowMs;
    return this.#tokens;
  }

  take(rows: number, nowMs: number): void {
    this.#tokens = this.available(nowMs) - rows;
  }
}
