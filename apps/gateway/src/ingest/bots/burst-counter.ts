import { CountTable } from './count-table.js';

/** Page views of one user at one instant that a human can make. */
const HUMAN_VIEWS = 10;

const MULTIPLY_HIGH = 0x85ebca6b;
const MULTIPLY_LOW = 0xc2b2ae35;

/**
 * Counts page views by (source, user, timestamp) in bounded memory: two generations of at most `maxKeys / 2` keys. The
 * younger one is filled; when it is full it becomes the older one, and what was in the older one and not seen since is
 * forgotten. So a burst is found as long as fewer than `maxKeys / 2` other (user, timestamp) pairs come in between.
 * Nothing is kept over a restart: a burst that one interrupts is counted anew, so at most ten more of it pass.
 */
export class BurstCounter {
  readonly #maxKeys: number;
  readonly #salt: number;
  #young: CountTable;
  #old: CountTable;
  #high = 0;
  #low = 0;

  /** @param salt random, so that nobody can aim at the key of somebody else */
  constructor(maxKeys: number, salt: number) {
    this.#maxKeys = maxKeys;
    this.#salt = salt;
    this.#young = new CountTable(maxKeys / 2);
    this.#old = new CountTable(maxKeys / 2);
  }

  /** Counts one page view; whether it is one too many for a human. */
  isTooMany(source: string, user: string, timestampUs: number): boolean {
    const count = this.#count(source, user, timestampUs) + 1;
    this.#young.set(this.#high, this.#low, count);
    if (this.#young.size * 2 >= this.#maxKeys) this.#age();
    return count > HUMAN_VIEWS;
  }

  /** Takes back one page view whose request was not stored after all: its retry must not count twice. */
  forget(source: string, user: string, timestampUs: number): void {
    const count = this.#count(source, user, timestampUs);
    if (count === 0) return;
    this.#young.set(this.#high, this.#low, count - 1);
    if (this.#young.size * 2 >= this.#maxKeys) this.#age();
  }

  #age(): void {
    const emptied = this.#old;
    emptied.clear();
    this.#old = this.#young;
    this.#young = emptied;
  }

  #count(source: string, user: string, timestampUs: number): number {
    this.#high = this.#salt;
    this.#low = ~this.#salt;
    this.#mixText(source);
    this.#mixText(user);
    this.#mix(timestampUs % 0x1_0000_0000);
    this.#mix(timestampUs / 0x1_0000_0000);
    // 0 marks a free slot.
    this.#high = this.#high >>> 0 || 1;
    this.#low = (this.#low ^ (this.#low >>> 15)) >>> 0;
    return this.#young.get(this.#high, this.#low) ?? this.#old.get(this.#high, this.#low) ?? 0;
  }

  #mixText(text: string): void {
    let high = this.#high ^ text.length;
    let low = this.#low;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      high = Math.imul(high ^ code, MULTIPLY_HIGH);
      low = Math.imul(low ^ code, MULTIPLY_LOW);
      high ^= low >>> 13;
    }
    this.#high = high;
    this.#low = low;
  }

  #mix(word: number): void {
    this.#high = Math.imul(this.#high ^ word, MULTIPLY_HIGH);
    this.#low = Math.imul(this.#low ^ word, MULTIPLY_LOW);
    this.#high ^= this.#low >>> 13;
    this.#low ^= this.#low >>> 16;
  }
}
