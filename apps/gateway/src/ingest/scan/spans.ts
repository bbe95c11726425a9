/**
 * Where the parts of a scanned event lie in its body: one record of numbers for each event, so that a batch of 1,000
 * makes no object and no string at all. Beginning and end (exclusive) in bytes; a pair of zeros: not there. Texts are
 * without their quotes, `data` with its braces.
 */
export const SPAN = {
  /** The event itself, with its braces. */
  event: 0,
  eventId: 2,
  timestamp: 4,
  userId: 6,
  sessionId: 8,
  category: 10,
  name: 12,
  pageUrl: 14,
  data: 16,
  /** Texts at the first level of `data` that a page URL is made of. */
  url: 18,
  host: 20,
  path: 22,
  /** 1 where white space stands between the tokens of `data`. */
  isSpaced: 24,
} as const;

/** Numbers in a record. */
export const SPANS = 25;

/** The records of a body while it is scanned; used again for the next body. */
export class SpanList {
  spans = new Int32Array(64 * SPANS);
  count = 0;
  /** Where the last record begins. */
  base = 0;

  /** Adds a record of zeros. */
  add(): void {
    this.base = this.count * SPANS;
    if (this.base === this.spans.length) {
      const grown = new Int32Array(this.spans.length * 4);
      grown.set(this.spans);
      this.spans = grown;
    }
    this.count++;
    this.clear();
  }

  /** Makes the last record one of zeros again: an event that is not vouched for. */
  clear(): void {
    const { spans, base } = this;
    for (let at = base; at < base + SPANS; at++) spans[at] = 0;
  }

  /** The records as they are now. */
  copy(): Int32Array {
    return this.spans.slice(0, this.count * SPANS);
  }
}
