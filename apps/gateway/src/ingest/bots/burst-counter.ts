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
  /** The fingerprint of the pair that `of` was asked for last; `high` is never 0. */
  high = 1;
  low = 0;
  readonly #maxKeys: number;
  readonly #salt: number;
  #young: CountTable;
  #old: CountTable;

  /** @param salt random, so that nobody can aim at the key of somebody else */
  constructor(maxKeys: number, salt: number) {
    this.#maxKeys = maxKeys;
    this.#salt = salt;
    this.#young = new CountTable(maxKeys / 2);
    this.#old = new CountTable(maxKeys / 2);
  }

  /** Looks at one user, or at one session of nobody, whose name is the text from `start` to `end`, at one instant. */
  of(
    source: string,
    kind: 'user' | 'session',
    text: Uint8Array,
    start: number,
    end: number,
    timestampUs: number,
  ): void {
    this.high = this.#salt ^ source.length;
    this.low = ~this.#salt;
    for (let i = 0; i < source.length; i++) this.#mixByte(source.charCodeAt(i));
    this.#mix(end - start + (kind === 'session' ? 0x1_0000 : 0));
    for (let i = start; i < end; i++) this.#mixByte(text[i] as number);
    this.#mix(timestampUs % 0x1_0000_0000);
    this.#mix(timestampUs / 0x1_0000_0000);
    // 0 marks a free slot.
    this.high = this.high >>> 0 || 1;
    this.low = (this.low ^ (this.low >>> 15)) >>> 0;
  }

  /** Counts one page view of the pair that is looked at; whether it is one too many for a human. */
  isTooMany(): boolean {
    const count = this.#count() + 1;
    this.#young.set(this.high, this.low, count);
    if (this.#young.size * 2 >= this.#maxKeys) this.#age();
    return count > HUMAN_VIEWS;
  }

  /** Takes back one page view, by its fingerprint, whose request was not stored after all: its retry must not count twice. */
  forget(high: number, low: number): void {
    this.high = high;
    this.low = low;
    const count = this.#count();
    if (count === 0) return;
    this.#young.set(high, low, count - 1);
    if (this.#young.size * 2 >= this.#maxKeys) this.#age();
  }

  #age(): void {
    const emptied = this.#old;
    emptied.clear();
    this.#old = this.#young;
    this.#young = emptied;
  }

  #count(): number {
    return this.#young.get(this.high, this.low) ?? this.#old.get(this.high, this.low) ?? 0;
  }

  #mixByte(byte: number): void {
    this.high = Math.imul(this.high ^ byte, MULTIPLY_HIGH);
    this.low = Math.imul(this.low ^ byte, MULTIPLY_LOW);
    this.high ^= this.low >>> 13;
  }

  #mix(word: number): void {
    this.#mixByte(word);
    this.low ^= this.low >>> 16;
  }
}
