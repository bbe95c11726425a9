const WINDOW_MS = 100;

/** How many rows a second come in, over the last tenth of a second or more. Times in milliseconds of one clock. */
export class ArrivalRate {
  #through: number | undefined;
  #sinceMs = 0;
  #perSecond = 0;

  /** `through`: the number of the last row that is there. 0 until it was looked at for a tenth of a second. */
  perSecond(through: number, nowMs: number): number {
    const elapsedMs = nowMs - this.#sinceMs;
    if (this.#through !== undefined && elapsedMs < WINDOW_MS) return this.#perSecond;
    this.#perSecond = this.#through === undefined ? 0 : ((through - this.#through) * 1_000) / elapsedMs;
    this.#through = through;
    this.#sinceMs = nowMs;
    return this.#perSecond;
  }
}
