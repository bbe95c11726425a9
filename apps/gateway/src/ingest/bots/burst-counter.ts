/** Page views of one user at one instant that a human can make. */
const HUMAN_VIEWS = 10;

/**
 * Counts page views by (source, user, timestamp) in bounded memory: two generations of at most `maxKeys / 2` keys. The
 * younger one is filled; when it is full it becomes the older one, and what was in the older one and not seen since is
 * forgotten. So a burst is found as long as fewer than `maxKeys / 2` other (user, timestamp) pairs come in between.
 * Nothing is kept over a restart: a burst that one interrupts is counted anew, so at most ten more of it pass.
 */
export class BurstCounter {
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  constructor(private readonly maxKeys: number) {}

  /** Counts one page view; whether it is one too many for a human. */
  isTooMany(source: string, user: string, timestampUs: number): boolean {
    const key = `${source}\0${timestampUs}\0${user}`;
    const count = (this.#young.get(key) ?? this.#old.get(key) ?? 0) + 1;
    this.#young.set(key, count);
    if (this.#young.size * 2 >= this.maxKeys) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    return count > HUMAN_VIEWS;
  }

  /** Takes back one page view whose request was not stored after all: its retry must not count twice. */
  forget(source: string, user: string, timestampUs: number): void {
    const key = `${source}\0${timestampUs}\0${user}`;
    const count = this.#young.get(key) ?? this.#old.get(key) ?? 0;
    if (count > 0) this.#young.set(key, count - 1);
  }
}
