import { encodeGroup, recordBytes, type AppendRequest } from './group.encoder.js';
import { QueueClosedError, QueueWriteError } from './queue.errors.js';
import { lastOf } from './record.format.js';
import type { Segment, SegmentStore } from './segment.store.js';

/** What one flush carries at most (one frame at least), so that the first of a burst does not wait for the last. */
const GROUP_BYTES = 8 * 1024 * 1024;

interface Waiting extends AppendRequest {
  readonly resolve: (result: { first: number }) => void;
  readonly reject: (error: Error) => void;
}

export interface FlushedGroup {
  readonly segment: Segment;
  /** Where the first record stands. */
  readonly offset: number;
  readonly frames: readonly AppendRequest[];
}

/**
 * Group commit without a timer: one flush is under way at a time, and the next one takes whatever has come meanwhile.
 *
 * A write that fails is cut off again. After a failed flush the pages may look clean and be lost, so flushing them again
 * proves nothing: the segment is left, and the header of the next one disowns what stands after its last good record.
 * Either way everybody in the group is told, and nothing of it is ever delivered.
 */
export class AppendLane {
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;
  private closed = false;
  private bytes = 0;

  constructor(
    private readonly store: SegmentStore,
    private next: number,
    private readonly now: () => number,
    private readonly onFlushed: (group: FlushedGroup) => void,
    /** A group is over, well or badly. */
    private readonly onSettled: (through: number, failure: QueueWriteError | undefined) => void,
  ) {}

  /** Handed in and not settled. */
  get pendingBytes(): number {
    return this.bytes;
  }

  append(payload: Uint8Array, count: number): Promise<{ first: number }> {
    if (this.closed) return Promise.reject(new QueueClosedError());
    const first = this.next;
    this.next += Math.max(1, count);
    this.bytes += recordBytes(payload);
    return new Promise((resolve, reject) => {
      this.waiting.push({ payload, count, first, appendedAtMs: this.now(), resolve, reject });
      this.running ??= this.drain();
    });
  }

  /** Refuses what comes from now on, and waits for what came before. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
    await this.store.retire();
  }

  private async drain(): Promise<void> {
    // Once all the requests of this turn of the event loop are in: they share the first flush.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const group = this.takeGroup();
      const failure = await this.flush(group).then(
        () => undefined,
        (error: unknown) => new QueueWriteError(error),
      );
      for (const request of group) this.bytes -= recordBytes(request.payload);
      this.onSettled(lastOf(group[group.length - 1] as Waiting), failure);
      for (const { first, resolve, reject } of group) {
        if (failure) reject(failure);
        else resolve({ first });
      }
    }
    this.running = undefined;
  }

  private takeGroup(): Waiting[] {
    let bytes = 0;
    const end = this.waiting.findIndex(({ payload }, index) => {
      bytes += recordBytes(payload);
      return bytes > GROUP_BYTES && index > 0;
    });
    return this.waiting.splice(0, end < 0 ? this.waiting.length : end);
  }

  private async flush(group: readonly Waiting[]): Promise<void> {
    const first = (group[0] as Waiting).first;
    const last = lastOf(group[group.length - 1] as Waiting);
    const { segment, file } = await this.store.forGroup(first, last);
    const offset = segment.bytes;
    const buffers = encodeGroup(group, segment.salt);
    try {
      await file.write(buffers, offset);
    } catch (error) {
      await file.truncateDurably(offset).catch(() => this.disown(file, offset, last));
      throw error;
    }
    try {
      await file.sync();
    } catch (error) {
      await this.disown(file, offset, last);
      throw error;
    }
    this.store.written(
      segment,
      buffers.reduce((total, { length }) => total + length, 0),
      last,
    );
    this.onFlushed({ segment, offset, frames: group });
  }

  /** At once, so that a crash now does not bring back what is about to be refused. If even that fails: at the next group. */
  private async disown(
    file: { truncateDurably(length: number): Promise<void> },
    offset: number,
    last: number,
  ): Promise<void> {
    await file.truncateDurably(offset).catch(() => {});
    await this.store.retire().catch(() => {});
    await this.store.create(last + 1).catch(() => {});
  }
}
