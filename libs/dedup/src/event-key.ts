import { createHash } from 'node:crypto';
import type { EventId } from './dedup-index.interface.js';

/** Hex digit by character code; 255 for anything else. */
const DIGIT = new Uint8Array(128).fill(255);
for (let i = 0; i < 16; i += 1) {
  DIGIT[i.toString(16).charCodeAt(0)] = i;
  DIGIT[i.toString(16).toUpperCase().charCodeAt(0)] = i;
}
const MOST_SOURCES = 10_000;

/**
 * (source, event id) as 128 bits: the id, each word mixed with a salted hash of the source. Two ids of one source never
 * meet; ids of two sources meet by chance of 2^-128. One object is used again and again: nothing is allocated per event.
 */
export class EventKey {
  w0 = 0;
  w1 = 0;
  w2 = 0;
  w3 = 0;
  /** 32 bits of a hash over all of it: the place in a table, and what is compared first. */
  tag = 0;
  private readonly sources = new Map<string, Uint32Array>();
  private bad = 0;
  private lastSource: string | undefined;
  private lastMask: Uint32Array = new Uint32Array(4);
  private readonly seed: number;

  constructor(private readonly salt: Uint8Array) {
    this.seed = digest(salt, 'tag')[0] as number;
  }

  /** Throws TypeError for an id that is neither a canonical UUID nor 16 bytes. */
  set(source: string, id: EventId): this {
    const mask = this.maskOf(source);
    if (typeof id === 'string') this.readText(id);
    else this.readBytes(id);
    return this.setWords(
      this.w0 ^ (mask[0] as number),
      this.w1 ^ (mask[1] as number),
      this.w2 ^ (mask[2] as number),
      this.w3 ^ (mask[3] as number),
    );
  }

  /** A key as it stands in the log. */
  setWords(w0: number, w1: number, w2: number, w3: number): this {
    this.w0 = w0 >>> 0;
    this.w1 = w1 >>> 0;
    this.w2 = w2 >>> 0;
    this.w3 = w3 >>> 0;
    this.tag = this.tagOf(w0, w1, w2, w3);
    return this;
  }

  /** MurmurHash3 of the four words, with a secret seed: nobody can aim many ids at one slot. */
  tagOf(w0: number, w1: number, w2: number, w3: number): number {
    let h = mix(mix(mix(mix(this.seed, w0), w1), w2), w3) ^ 16;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  }

  private readText(id: string): void {
    if (id.length !== 36) throw new TypeError('An event id must be a UUID');
    this.bad = 0;
    this.w0 = (this.four(id, 0) << 16) | this.four(id, 4);
    this.w1 = (this.four(id, 9) << 16) | this.four(id, 14);
    this.w2 = (this.four(id, 19) << 16) | this.four(id, 24);
    this.w3 = (this.four(id, 28) << 16) | this.four(id, 32);
    if (this.bad > 15) throw new TypeError('An event id must be a UUID');
  }

  /** Four digits; what is not one is noted in `bad`. */
  private four(id: string, at: number): number {
    const a = digit(id.charCodeAt(at));
    const b = digit(id.charCodeAt(at + 1));
    const c = digit(id.charCodeAt(at + 2));
    const d = digit(id.charCodeAt(at + 3));
    this.bad |= a | b | c | d;
    return (a << 12) | (b << 8) | (c << 4) | d;
  }

  private readBytes(id: Uint8Array): void {
    if (id.length !== 16) throw new TypeError(`An event id has 16 bytes, not ${id.length}`);
    this.w0 = wordAt(id, 0);
    this.w1 = wordAt(id, 4);
    this.w2 = wordAt(id, 8);
    this.w3 = wordAt(id, 12);
  }

  private maskOf(source: string): Uint32Array {
    if (source === this.lastSource) return this.lastMask;
    let mask = this.sources.get(source);
    if (!mask) {
      // Sources can be named by anybody who may send; this is only a cache.
      if (this.sources.size >= MOST_SOURCES) this.sources.clear();
      mask = digest(this.salt, `source:${source}`);
      this.sources.set(source, mask);
    }
    this.lastSource = source;
    this.lastMask = mask;
    return mask;
  }
}

/** Four bytes, the highest first; by hand, since a DataView would be garbage for every event. */
function wordAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

function digit(code: number): number {
  return code < 128 ? (DIGIT[code] as number) : 255;
}

function mix(h: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const r = h ^ k;
  return (Math.imul((r << 13) | (r >>> 19), 5) + 0xe6546b64) | 0;
}

function digest(salt: Uint8Array, text: string): Uint32Array {
  const bytes = createHash('sha256').update(salt).update(text).digest();
  return Uint32Array.from([0, 4, 8, 12], (at) => bytes.readUInt32BE(at));
}
