import { writeUuid } from './uuid.bytes.js';

const TWO_32 = 2 ** 32;
/** Up to this many characters a loop in JavaScript beats the call into the runtime's encoder (measured: 40 to 64). */
const SHORT_STRING = 48;

/** A buffer that grows and is used again for the next frame: encoding allocates once, for the finished copy. */
export class ByteWriter {
  private buffer: Buffer;
  private offset = 0;

  constructor(initialBytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(initialBytes);
  }

  get length(): number {
    return this.offset;
  }

  reset(): void {
    this.offset = 0;
  }

  /** A copy of what was written: the writer's own memory is overwritten by the next frame. */
  finish(): Buffer {
    const copy = Buffer.allocUnsafe(this.offset);
    this.buffer.copy(copy, 0, 0, this.offset);
    return copy;
  }

  copyTo(target: Buffer, offset: number): void {
    this.buffer.copy(target, offset, 0, this.offset);
  }

  putByte(value: number): void {
    this.reserve(1);
    this.buffer[this.offset++] = value;
  }

  putVarint(value: number): void {
    this.reserve(8);
    this.offset = this.varintAt(this.offset, value);
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

  /** Leaves room for a u32 that is known later; `closeBlock` fills it in. */
  openBlock(): number {
    this.reserve(4);
    this.offset += 4;
    return this.offset;
  }

  /** Writes how many bytes followed `openBlock`, into the room that it left. */
  closeBlock(start: number): void {
    this.buffer.writeUInt32LE(this.offset - start, start - 4);
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
    this.buffer = grown;
  }
}

function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}
