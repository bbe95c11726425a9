/** What someone was counted for, and the fingerprints of the rows that were counted. */
interface Entry<T> {
  fingerprint: string;
  value: T;
}

/**
 * Counts that stay true as long as the rows do of which they were made: each is kept with the fingerprint of those rows, taken
 * before they were counted. A row that came in between gives the rows another fingerprint, so the count is made again: what
 * is found here under the present fingerprint is what counting would answer. Keeps `most`, forgetting the one that was
 * asked for longest ago.
 */
export class RememberedCounts<T> {
  readonly #entries = new Map<string, Entry<T>>();

  constructor(private readonly most: number) {}

  /** The count of these very rows; undefined where it is not known. */
  get(key: string, fingerprint: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry?.fingerprint !== fingerprint) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, fingerprint: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, { fingerprint, value });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.most) break;
      this.#entries.delete(oldest);
    }
  }
}
