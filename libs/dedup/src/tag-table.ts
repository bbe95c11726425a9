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
  private tags: Uint32Array;
  /** Ordinal + 1; 0 is an empty slot. */
  private ordinals: Uint32Array;
  private slots: number;
  private entries = 0;

  /** `expected`: how many entries it will hold in the end, so that the last growth goes just there. */
  constructor(
    private readonly expected: number,
    initialSlots = SMALLEST,
  ) {
    this.slots = initialSlots;
    this.tags = new Uint32Array(initialSlots + OVERFLOW);
    this.ordinals = new Uint32Array(initialSlots + OVERFLOW);
  }

  /** `tags` and `ordinals` in the order of the tags. */
  static fromSorted(tags: Uint32Array, ordinals: Uint32Array, count: number, expected: number): TagTable {
    const table = new TagTable(expected, slotsFor(count));
    while (!table.fill(tags, ordinals, count)) table.resize(Math.ceil(table.slots * 1.25));
    return table;
  }

  get size(): number {
    return this.entries;
  }

  get bytes(): number {
    return this.tags.byteLength + this.ordinals.byteLength;
  }

  /** The first place with this tag, or -1. */
  find(tag: number): number {
    const { tags, ordinals } = this;
    let at = this.home(tag);
    while (ordinals[at] !== 0 && (tags[at] as number) < tag) at += 1;
    return ordinals[at] !== 0 && tags[at] === tag ? at : -1;
  }

  /** The next place with the same tag, or -1. */
  findNext(at: number, tag: number): number {
    return this.ordinals[at + 1] !== 0 && this.tags[at + 1] === tag ? at + 1 : -1;
  }

  ordinalAt(at: number): number {
    return (this.ordinals[at] as number) - 1;
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
    const { tags, ordinals } = this;
    let at = this.home(tag);
    while (ordinals[at] !== 0 && (tags[at] as number) <= tag) at += 1;
    let end = at;
    while (ordinals[end] !== 0) end += 1;
    if (end >= ordinals.length - 1) return false;
    for (let i = end; i > at; i -= 1) {
      tags[i] = tags[i - 1] as number;
      ordinals[i] = ordinals[i - 1] as number;
    }
    tags[at] = tag;
    ordinals[at] = ordinal + 1;
    return true;
  }

  /** Moves back what stands behind its own slot only because the gap was taken. */
  private closeGap(at: number): void {
    const { tags, ordinals } = this;
    let gap = at;
    while (ordinals[gap + 1] !== 0 && this.home(tags[gap + 1] as number) <= gap) {
      tags[gap] = tags[gap + 1] as number;
      ordinals[gap] = ordinals[gap + 1] as number;
      gap += 1;
    }
    ordinals[gap] = 0;
  }

  private grow(): void {
    const { tags, ordinals } = this;
    let count = 0;
    for (let i = 0; i < ordinals.length; i += 1) {
      if (ordinals[i] === 0) continue;
      tags[count] = tags[i] as number;
      ordinals[count] = (ordinals[i] as number) - 1;
      count += 1;
    }
    let slots = this.slots;
    do {
      slots = this.nextSize(slots);
      this.resize(slots);
    } while (!this.fill(tags, ordinals, count));
  }

  /** Doubles, but not past what will come; grows by a quarter when more comes after all. */
  private nextSize(slots: number): number {
    const enough = slotsFor(this.expected);
    return slots < enough ? Math.min(slots * 2, enough) : Math.ceil(slots * 1.25);
  }

  private resize(slots: number): void {
    this.slots = slots;
    this.tags = new Uint32Array(slots + OVERFLOW);
    this.ordinals = new Uint32Array(slots + OVERFLOW);
  }

  private fill(tags: Uint32Array, ordinals: Uint32Array, count: number): boolean {
    let free = 0;
    for (let i = 0; i < count; i += 1) {
      const at = Math.max(free, this.home(tags[i] as number));
      if (at >= this.ordinals.length - 1) return false;
      this.tags[at] = tags[i] as number;
      this.ordinals[at] = (ordinals[i] as number) + 1;
      free = at + 1;
    }
    this.entries = count;
    return true;
  }
}

function slotsFor(count: number): number {
  return Math.max(SMALLEST, Math.ceil(count / FULL) + 1);
}
