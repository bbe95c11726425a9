/*
 * An open table of (tag, ordinal), 8 bytes a slot. The slot of a tag is its share of 2^32, so entries stand in the order
 * of their tags: a search ends at the first greater tag, tables may be filled to four fifths, growing is one sequential
 * pass, and a sorted list becomes a table without a single search. Tags may repeat; equal ones are neighbours.
 */
const FULL = 0.8;
const SMALLEST = 4_096;
/** The end of the arrays takes what overflows the last slots; the very last place stays empty, so searches end. */
const OVERFLOW = 256;
const TAGS = 2 ** 32;

export class TagTable {
  /**
   * Tag and ordinal + 1 of each slot side by side, so that a look-up of an id that nobody has seen, which is nearly every
   * one, waits for memory once. Ordinal 0 is an empty slot.
   */
  private pairs: Uint32Array;
  private slots: number;
  private entries = 0;

  /** `expected`: how many entries it will hold in the end, so that the last growth goes just there. */
  constructor(
    private readonly expected: number,
    initialSlots = SMALLEST,
  ) {
    this.slots = initialSlots;
    this.pairs = pairsFor(initialSlots);
  }

  /** `tags` and `ordinals` in the order of the tags. */
  static fromSorted(tags: Uint32Array, ordinals: Uint32Array, count: number, expected: number): TagTable {
    const table = new TagTable(expected, slotsFor(count));
    while (!table.fillSorted(tags, ordinals, count)) table.resize(Math.ceil(table.slots * 1.25));
    return table;
  }

  get size(): number {
    return this.entries;
  }

  get bytes(): number {
    return this.pairs.byteLength;
  }

  /** The first place with this tag, or -1. */
  find(tag: number): number {
    const { pairs } = this;
    let at = 2 * this.home(tag);
    while (pairs[at + 1] !== 0 && (pairs[at] as number) < tag) at += 2;
    return pairs[at + 1] !== 0 && pairs[at] === tag ? at : -1;
  }

  /** The next place with the same tag, or -1. */
  findNext(at: number, tag: number): number {
    return this.pairs[at + 3] !== 0 && this.pairs[at + 2] === tag ? at + 2 : -1;
  }

  ordinalAt(at: number): number {
    return (this.pairs[at + 1] as number) - 1;
  }

  insert(tag: number, ordinal: number): void {
    if (this.entries >= this.slots * FULL) this.grow();
    while (!this.place(tag, ordinal)) this.grow();
    this.entries += 1;
  }

  remove(tag: number, ordinal: number): boolean {
    for (let at = this.find(tag); at >= 0; at = this.findNext(at, tag)) {
      if (this.ordinalAt(at) !== ordinal) continue;
      this.closeGap(at);
      this.entries -= 1;
      return true;
    }
    return false;
  }

  private home(tag: number): number {
    return Math.floor((tag * this.slots) / TAGS);
  }

  private place(tag: number, ordinal: number): boolean {
    const { pairs } = this;
    let at = 2 * this.home(tag);
    while (pairs[at + 1] !== 0 && (pairs[at] as number) <= tag) at += 2;
    let end = at;
    while (pairs[end + 1] !== 0) end += 2;
    if (end >= pairs.length - 2) return false;
    for (let i = end + 1; i > at + 1; i -= 1) pairs[i] = pairs[i - 2] as number;
    pairs[at] = tag;
    pairs[at + 1] = ordinal + 1;
    return true;
  }

  /** Moves back what stands behind its own slot only because the gap was taken. */
  private closeGap(at: number): void {
    const { pairs } = this;
    let gap = at;
    while (pairs[gap + 3] !== 0 && 2 * this.home(pairs[gap + 2] as number) <= gap) {
      pairs[gap] = pairs[gap + 2] as number;
      pairs[gap + 1] = pairs[gap + 3] as number;
      gap += 2;
    }
    pairs[gap + 1] = 0;
  }

  private grow(): void {
    const { pairs } = this;
    let end = 0;
    for (let at = 0; at < pairs.length; at += 2) {
      if (pairs[at + 1] === 0) continue;
      pairs[end] = pairs[at] as number;
      pairs[end + 1] = pairs[at + 1] as number;
      end += 2;
    }
    let slots = this.slots;
    do {
      slots = this.nextSize(slots);
      this.resize(slots);
    } while (!this.fill(pairs, end));
  }

  /** Doubles, but not past what will come; grows by a quarter when more comes after all. */
  private nextSize(slots: number): number {
    const enough = slotsFor(this.expected);
    return slots < enough ? Math.min(slots * 2, enough) : Math.ceil(slots * 1.25);
  }

  private resize(slots: number): void {
    this.slots = slots;
    this.pairs = pairsFor(slots);
  }

  /** Puts in what stands in `from` up to `end`, in the order of the tags. */
  private fill(from: Uint32Array, end: number): boolean {
    let free = 0;
    for (let i = 0; i < end; i += 2) {
      free = this.append(free, from[i] as number, from[i + 1] as number);
      if (free < 0) return false;
    }
    this.entries = end / 2;
    return true;
  }

  private fillSorted(tags: Uint32Array, ordinals: Uint32Array, count: number): boolean {
    let free = 0;
    for (let i = 0; i < count; i += 1) {
      free = this.append(free, tags[i] as number, (ordinals[i] as number) + 1);
      if (free < 0) return false;
    }
    this.entries = count;
    return true;
  }

  /** Puts a pair at its home or, where that is taken, at `free`; answers the next free place, or -1 at the end. */
  private append(free: number, tag: number, stored: number): number {
    const at = Math.max(free, 2 * this.home(tag));
    if (at >= this.pairs.length - 2) return -1;
    this.pairs[at] = tag;
    this.pairs[at + 1] = stored;
    return at + 2;
  }
}

const pairsFor = (slots: number): Uint32Array => new Uint32Array(2 * (slots + OVERFLOW));

function slotsFor(count: number): number {
  return Math.max(SMALLEST, Math.ceil(count / FULL) + 1);
}
