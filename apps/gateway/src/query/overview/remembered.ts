/**
 * One answer per key, made once for all who look within `freshMs`: a hundred dashboards cost what one costs. The last good
 * answer stays, for when no new one can be made. Keeps `most` keys, forgetting the one that was asked for longest ago.
 */
export class Remembered<T> {
  readonly #answers = new Map<string, { promise: Promise<T>; madeAt: number; good: T | undefined }>();

  constructor(
    private readonly clock: () => number,
    private readonly freshMs: number,
    private readonly most: number,
  ) {}

  /** The fresh answer for `key`, being made by `make` where there is none; a failure is not remembered. */
  get(key: string, make: () => Promise<T>): Promise<T> {
    const now = this.clock();
    const known = this.#answers.get(key);
    this.#answers.delete(key);
    if (known && now - known.madeAt < this.freshMs && now >= known.madeAt) {
      this.#answers.set(key, known);
      return known.promise;
    }
    const entry = { promise: make(), madeAt: now, good: known?.good };
    this.#answers.set(key, entry);
    entry.promise.then(
      (answer) => (entry.good = answer),
      () => (entry.madeAt = Number.NEGATIVE_INFINITY),
    );
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.most) break;
      this.#answers.delete(oldest);
    }
    return entry.promise;
  }

  /** The last answer that was made for `key`, however old. */
  last(key: string): T | undefined {
    return this.#answers.get(key)?.good;
  }
}
