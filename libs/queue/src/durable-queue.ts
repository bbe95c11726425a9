import { AppendLane, type FlushedGroup } from './append.lane.js';
import type { BlockIndex } from './block-index.js';
import type { Backlog, Cut, CutLimits } from './cut.interface.js';
import type { DamageLog } from './damage.log.js';
import type { DiskSpace } from './disk-space.js';
import { DrainRate } from './drain-rate.js';
import type { FolderLock } from './folder-lock.js';
import type { Frame } from './frame.interface.js';
import { refuseWhenFull } from './fullness.js';
import { recordBytes } from './group.encoder.js';
import type { Manifest } from './manifest.interface.js';
import { QueueClosedError, type QueueFullError } from './queue.errors.js';
import type { Queue, QueueDamage, QueueDepth, QueueRoom } from './queue.interface.js';
import { ReaderSignal } from './reader.signal.js';
import { lastOf } from './record.format.js';
import { replaySegments } from './replay.js';
import type { SegmentStore } from './segment.store.js';
import type { StateJournal } from './state-journal.js';

/** What one ordinary event takes on disk: a queue without room for it is full, whatever a few bytes may be left. */
const ONE_EVENT_BYTES = 1024;

export interface QueueParts {
  readonly store: SegmentStore;
  readonly index: BlockIndex;
  readonly journal: StateJournal;
  readonly space: DiskSpace;
  readonly lock: FolderLock;
  readonly damage: DamageLog;
}

export interface QueueLimits {
  readonly maxBytes: number;
  readonly minFreeDiskBytes: number;
  readonly maxPendingBytes: number;
}

export interface QueueStart {
  readonly nextSequence: number;
  /** The last durable frame. */
  readonly lastDurable: number;
  readonly holds: readonly string[];
  readonly cursorTrusted: boolean;
  readonly now: () => number;
}

const MOST_ROWS = 1_000_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** Puts the parts together; each of them says how it works. */
export class DurableQueue implements Queue {
  readonly id: string;
  readonly epoch: number;
  readonly cursorTrusted: boolean;
  private readonly lane: AppendLane;
  private readonly readers = new ReaderSignal();
  private readonly drained = new DrainRate();
  private readonly holds: Map<string, number>;
  private settledThrough: number;
  private lastDurable: number;
  /** Acknowledged, and known to be so after a crash: what may be deleted. */
  private durableCursor: number;
  private reclaiming: Promise<void> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(
    private readonly parts: QueueParts,
    private readonly limits: QueueLimits,
    private readonly start: QueueStart,
  ) {
    const { id, epoch, acknowledged } = parts.journal.state;
    this.id = id;
    this.epoch = epoch;
    this.cursorTrusted = start.cursorTrusted;
    this.durableCursor = acknowledged;
    this.settledThrough = start.nextSequence - 1;
    this.lastDurable = start.lastDurable;
    this.holds = new Map(start.holds.map((name) => [name, 0]));
    this.lane = new AppendLane(
      parts.store,
      start.nextSequence,
      start.now,
      (group) => this.putIntoIndex(group),
      (through, failure) => {
        this.settledThrough = through;
        // What was free at the last look is not any more.
        if (failure) void parts.space.look();
      },
    );
  }

  get acknowledgedThrough(): number {
    return this.parts.journal.acknowledged;
  }

  get flushedThrough(): number {
    return this.settledThrough;
  }

  get depth(): QueueDepth {
    return this.backlog();
  }

  get room(): QueueRoom {
    return {
      usedBytes: this.parts.store.usedBytes + this.lane.pendingBytes,
      maxBytes: this.limits.maxBytes,
      freeDiskBytes: this.parts.space.freeBytes,
    };
  }

  get damages(): readonly QueueDamage[] {
    return this.parts.damage.all;
  }

  append(payload: Uint8Array, count: number): Promise<{ first: number }> {
    if (!Number.isInteger(count) || count < 0 || count > MOST_ROWS) {
      return Promise.reject(new RangeError(`A frame has 0 to ${MOST_ROWS} rows, not ${count}`));
    }
    if (payload.length > MOST_BYTES) {
      return Promise.reject(new RangeError(`A frame has up to ${MOST_BYTES} bytes, not ${payload.length}`));
    }
    const refused = this.closing ? new QueueClosedError() : this.fullFor(recordBytes(payload));
    return refused ? Promise.reject(refused) : this.lane.append(payload, count);
  }

  refusal(): Error | undefined {
    return this.closing ? new QueueClosedError() : this.fullFor(ONE_EVENT_BYTES);
  }

  backlog(after = this.acknowledgedThrough): Backlog {
    return this.parts.index.backlog(after);
  }

  nextCut(limits: CutLimits, after = this.acknowledgedThrough): Cut | undefined {
    return this.parts.index.next(limits, after);
  }

  cutRange(first: number, last: number): Cut | undefined {
    return this.parts.index.range(first, last);
  }

  whenReadable(signal?: AbortSignal, after?: number): Promise<void> {
    const ready = () => this.parts.index.firstAfter(after ?? this.acknowledgedThrough) !== undefined;
    return this.readers.wait(ready, signal);
  }

  commitManifest(manifest: Manifest): Promise<void> {
    return this.parts.journal.record({ type: 'manifest', manifest, flushed: this.lastDurable });
  }

  openManifests(): Manifest[] {
    return [...this.parts.journal.state.manifests];
  }

  closeManifest(token: string): Promise<void> {
    return this.parts.journal.record({ type: 'manifest_closed', token, flushed: this.lastDurable });
  }

  async acknowledge(range: { first: number; last: number }): Promise<void> {
    const { index, journal } = this.parts;
    if (range.last <= this.acknowledgedThrough) return;
    const waiting = index.firstAfter(this.acknowledgedThrough);
    if (waiting !== undefined && range.first > waiting) {
      throw new RangeError(`${waiting} is not acknowledged, so ${range.first} cannot be`);
    }
    if (range.last > this.settledThrough) throw new RangeError(`${range.last} is not flushed yet`);
    const before = this.backlog().bytes;
    const written = journal.record({ type: 'acknowledged', through: range.last, flushed: this.lastDurable });
    index.dropThrough(range.last);
    this.drained.add(before - this.backlog().bytes, this.start.now());
    // A disk that cannot take this now will with the next entry; until then a crash only repeats what is known.
    await written.then(
      () => {
        this.durableCursor = Math.max(this.durableCursor, range.last);
        return this.reclaim();
      },
      () => {},
    );
  }

  frames(fromSequence: number): AsyncIterable<Frame> {
    const segments = this.parts.store.segments.map((segment) => ({ ...segment }));
    return replaySegments(segments, fromSequence, this.parts.damage.report);
  }

  hold(name: string, sequence: number): void {
    this.holds.set(name, Math.max(sequence, this.holds.get(name) ?? 0));
    void this.reclaim();
  }

  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  private async finish(): Promise<void> {
    this.readers.close();
    try {
      await this.lane.close();
      await this.reclaim();
      await this.parts.journal.end(this.lastDurable);
    } finally {
      await this.parts.lock.release();
    }
  }

  private fullFor(bytes: number): QueueFullError | undefined {
    const { maxBytes, minFreeDiskBytes, maxPendingBytes } = this.limits;
    // Field by field: spreading the limits into it took 5 microseconds of every append.
    const state = {
      maxBytes,
      minFreeDiskBytes,
      maxPendingBytes,
      usedBytes: this.parts.store.usedBytes,
      freeDiskBytes: this.parts.space.freeBytes,
      pendingBytes: this.lane.pendingBytes,
      drainedBytesPerSecond: 0,
    };
    if (!refuseWhenFull(state, bytes)) return undefined;
    return refuseWhenFull({ ...state, drainedBytesPerSecond: this.drained.perSecond(this.start.now()) }, bytes);
  }

  private putIntoIndex({ segment, offset, frames }: FlushedGroup): void {
    let at = offset;
    for (const frame of frames) {
      const bytes = recordBytes(frame.payload);
      const { first, count: rows, appendedAtMs } = frame;
      this.lastDurable = lastOf(frame);
      this.parts.index.add({
        path: segment.path,
        offset: at,
        bytes,
        first,
        last: this.lastDurable,
        rows,
        appendedAtMs,
      });
      at += bytes;
    }
    this.parts.space.used(at - offset);
    this.readers.notify();
  }

  private reclaim(): Promise<void> {
    const through = Math.min(this.durableCursor, ...[...this.holds.values()].map((sequence) => sequence - 1));
    // One after the other; a file that cannot be removed now is removed after a later acknowledgement.
    this.reclaiming = this.reclaiming.then(() => this.parts.store.reclaim(through)).catch(() => {});
    return this.reclaiming;
  }
}
