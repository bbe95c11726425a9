import { writeUuid } from './uuid.bytes.js';
import { viewOf } from './view-of.js';

const TWO_32 = 2 ** 32;
/** Up to this many characters a loop in JavaScript beats the call into the runtime's encoder (measured: 40 to 64). */
const SHORT_STRING = 48;
/** Up to this many bytes a loop of four at a time beats the call that copies, and the garbage of its view. */
const SHORT_SLICE = 160;

/** A writer that one huge request made grow gives the memory back. */
const MOST_KEPT = 2 * 1024 * 1024;

/** A buffer that grows and is used again for the next frame: encoding allocates once, for the finished copy. */
export class ByteWriter {
  private buffer: Buffer;
  private view: DataView;
  private offset = 0;

  constructor(private readonly initialBytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(initialBytes);
    this.view = viewOf(this.buffer);
  }

  get length(): number {
    return this.offset;
  }

  reset(): void {
    this.offset = 0;
    if (this.buffer.length > MOST_KEPT) this.take(Buffer.allocUnsafeSlow(this.initialBytes));
  }

  /** Copies what was written, or the part of it from `start` to `end`. */
  copyTo(target: Buffer, offset: number, start = 0, end = this.offset): void {
    this.buffer.copy(target, offset, start, end);
  }

  putByte(value: number): void {
    this.reserve(1);
    this.buffer[this.offset++] = value;
  }

  putVarint(value: number): void {
    this.reserve(8);
    this.offset = this.varintAt(this.offset, value);
  }

  /** The 16 bytes of a UUID in ClickHouse's order: both halves are little-endian. */
  putUuidBytes(id: Uint8Array): void {
    this.reserve(16);
    const { buffer } = this;
    const at = this.offset;
    for (let i = 0; i < 8; i++) {
      buffer[at + i] = id[7 - i] as number;
      buffer[at + 8 + i] = id[15 - i] as number;
    }
    this.offset = at + 16;
  }

  /** The bytes from `start` to `end`, as a string. */
  putSlice(text: DataView, start: number, end: number): void {
    const length = end - start;
    this.reserve(length + 8);
    const { buffer, view } = this;
    let to = this.offset;
    if (length < 0x80) buffer[to++] = length;
    else to = this.varintAt(to, length);
    this.offset = to + length;
    if (length > SHORT_SLICE) {
      buffer.set(new Uint8Array(text.buffer, text.byteOffset + start, length), to);
      return;
    }
    let at = start;
    for (const last = end - 3; at < last; at += 4, to += 4) view.setInt32(to, text.getInt32(at, true), true);
    for (; at < end; at++, to++) view.setUint8(to, text.getUint8(at));
  }

  /** A whole number from 0 to 2^53 as a little-endian u64. */
  putTicks(value: number): void {
    this.reserve(8);
    const high = Math.floor(value / TWO_32);
    this.offset = this.buffer.writeUInt32LE(value - high * TWO_32, this.offset);
    this.offset = this.buffer.writeUInt32LE(high, this.offset);
  }

  putUuid(uuid: string): void {
    this.reserve(16);
    writeUuid(this.buffer, this.offset, uuid);
    this.offset += 16;
  }

  putString(text: string): void {
    const { length } = text;
    // UTF-8 takes at most three bytes for each UTF-16 unit.
    this.reserve(length * 3 + 8);
    if (length > SHORT_STRING || !this.putShortAscii(text, length)) this.putEncoded(text, length);
  }

  /** False, and nothing written, when a character is outside of ASCII. */
  private putShortAscii(text: string, length: number): boolean {
    const { buffer } = this;
    let at = this.offset;
    buffer[at++] = length;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return false;
      buffer[at++] = code;
    }
    this.offset = at;
    return true;
  }

  private putEncoded(text: string, length: number): void {
    const start = this.offset;
    // Nearly all text is ASCII: as many bytes as characters. Otherwise the bytes move when their count needs more room.
    const guess = varintBytes(length);
    const written = this.buffer.write(text, start + guess, 'utf8');
    const needed = varintBytes(written);
    if (needed !== guess) this.buffer.copyWithin(start + needed, start + guess, start + guess + written);
    this.varintAt(start, written);
    this.offset = start + needed + written;
  }

  private varintAt(at: number, value: number): number {
    let rest = value;
    let position = at;
    while (rest > 0x7f) {
      this.buffer[position++] = (rest & 0x7f) | 0x80;
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 128);
    }
    this.buffer[position++] = rest;
    return position;
  }

  private reserve(bytes: number): void {
    if (this.offset + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.offset + bytes));
    this.buffer.copy(grown, 0, 0, this.offset);
    this.take(grown);
  }

  private take(buffer: Buffer): void {
    this.buffer = buffer;
    this.view = viewOf(buffer);
  }
}

function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}
