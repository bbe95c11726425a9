import { close, fdatasync, ftruncate, open, writev } from 'node:fs';
import { promisify } from 'node:util';

const openFile = promisify(open);
const closeFile = promisify(close);
const truncateFile = promisify(ftruncate);
const syncData = promisify(fdatasync);
/** Linux takes 1,024 buffers in one call. */
const MOST_BUFFERS = 1_024;

/** The append-only file that is written now. Plain descriptors: a FileHandle costs an object and a promise a call more. */
export class SegmentFile {
  private constructor(private readonly fd: number) {}

  /** Fails when the name exists. */
  static async create(path: string): Promise<SegmentFile> {
    return new SegmentFile(await openFile(path, 'wx', 0o640));
  }

  /** Writes everything at `position`, however many calls it takes; durable when it resolves. */
  async writeDurably(buffers: readonly Uint8Array[], position: number): Promise<void> {
    await this.write(buffers, position);
    await syncData(this.fd);
  }

  async write(buffers: readonly Uint8Array[], position: number): Promise<void> {
    let rest = buffers;
    let at = position;
    while (rest.length > 0) {
      const written = await writeVector(this.fd, rest.slice(0, MOST_BUFFERS), at);
      at += written;
      rest = without(rest, written);
    }
  }

  async sync(): Promise<void> {
    await syncData(this.fd);
  }

  /** Cuts off what was written after `length`, durably. */
  async truncateDurably(length: number): Promise<void> {
    await truncateFile(this.fd, length);
    await syncData(this.fd);
  }

  async close(): Promise<void> {
    await closeFile(this.fd);
  }
}

function writeVector(fd: number, buffers: readonly Uint8Array[], position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    writev(fd, buffers, position, (error, written) => (error ? reject(error) : resolve(written)));
  });
}

function without(buffers: readonly Uint8Array[], written: number): readonly Uint8Array[] {
  let left = written;
  let index = 0;
  for (; index < buffers.length; index += 1) {
    const length = (buffers[index] as Uint8Array).length;
    if (left < length) break;
    left -= length;
  }
  if (index === buffers.length) return [];
  return [(buffers[index] as Uint8Array).subarray(left), ...buffers.slice(index + 1)];
}
