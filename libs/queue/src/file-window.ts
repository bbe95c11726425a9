import { readSync } from 'node:fs';

const WINDOW_BYTES = 4 * 1024 * 1024;

/** Reads a file forward through windows of 4 MiB. What it hands out stays valid: a window is never written again. */
export class FileWindow {
  private buffer = Buffer.alloc(0);
  private base = 0;

  constructor(
    private readonly fd: number,
    /** Nothing at or after this offset is read. */
    readonly end: number,
  ) {}

  /** `length` bytes at `offset`; fewer where the file ends. */
  view(offset: number, length: number): Buffer {
    const wanted = Math.max(0, Math.min(length, this.end - offset));
    if (offset < this.base || offset + wanted > this.base + this.buffer.length) this.fill(offset, wanted);
    return this.buffer.subarray(offset - this.base, offset - this.base + wanted);
  }

  /** Everything that is in memory from `offset` on; at least one byte unless the file ends there. */
  rest(offset: number): Buffer {
    const from = this.view(offset, 1);
    return from.length === 0 ? from : this.buffer.subarray(offset - this.base);
  }

  private fill(offset: number, wanted: number): void {
    const size = Math.min(this.end - offset, Math.max(wanted, WINDOW_BYTES));
    const buffer = Buffer.allocUnsafeSlow(size);
    let filled = 0;
    while (filled < size) {
      const read = readSync(this.fd, buffer, filled, size - filled, offset + filled);
      if (read === 0) break;
      filled += read;
    }
    this.base = offset;
    this.buffer = buffer.subarray(0, filled);
  }
}
