import { FrameFormatError } from './frame.format.js';
import { readUuid } from './uuid.bytes.js';

const TWO_32 = 2 ** 32;

/** Reads what ByteWriter wrote; throws FrameFormatError where the bytes end too early. */
export class ByteReader {
  constructor(
    readonly bytes: Buffer,
    public offset = 0,
  ) {}

  byte(): number {
    return this.bytes.readUInt8(this.advance(1));
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
      if (factor > 2 ** 49) throw new FrameFormatError(`no number at byte ${this.offset}`);
    }
  }

  ticks(): number {
    const at = this.advance(8);
    return this.bytes.readUInt32LE(at) + this.bytes.readUInt32LE(at + 4) * TWO_32;
  }

  u32(): number {
    return this.bytes.readUInt32LE(this.advance(4));
  }

  uuid(): string {
    return readUuid(this.bytes, this.advance(16));
  }

  string(): string {
    const length = this.varint();
    const start = this.advance(length);
    return this.bytes.toString('utf8', start, start + length);
  }

  /** Passes over so many bytes; answers where they begin. */
  skip(length: number): number {
    return this.advance(length);
  }

  private advance(length: number): number {
    const start = this.offset;
    if (start + length > this.bytes.length) {
      throw new FrameFormatError(`the frame ends at byte ${this.bytes.length}, before ${start + length}`);
    }
    this.offset = start + length;
    return start;
  }
}
