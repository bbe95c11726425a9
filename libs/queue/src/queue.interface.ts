import type { Cut, CutLimits, Backlog } from './cut.interface.js';
import type { Frame } from './frame.interface.js';
import type { Manifest } from './manifest.interface.js';

/** What ingestion may do with the queue: add, and ask how full it is. */
export interface QueueWriter {
  /**
   * Makes `payload` durable as one frame. The frame takes `max(1, count)` consecutive sequence numbers, assigned in the
   * order of the calls; resolves with the first of them when `fdatasync` has returned. The payload must not be changed
   * until then.
   *
   * Rejects with {@link QueueFullError} before a byte is written, {@link QueueWriteError} when the disk refused (nothing
   * of the frame will ever be delivered), {@link QueueClosedError} after `close()` began, `RangeError` for a count over
   * 1,000,000 or a payload over 64 MiB. A number whose append failed is not used again.
   */
  append(payload: Uint8Array, count: number): Promise<{ first: number }>;
  /** Why an append would be refused right now, or undefined; for readiness. */
  refusal(): Error | undefined;
  /** What waits for delivery. */
  readonly depth: QueueDepth;
  /** What the disk holds and may hold. */
  readonly room: QueueRoom;
  /** Every frame up to here is durable, or its append has been rejected. */
  readonly flushedThrough: number;
}

/** What delivery may do with the queue: read what is durable, and say what has been stored elsewhere. */
export interface QueueReader {
  /** Made at the first opening of the folder; a UUID. */
  readonly id: string;
  /** One more at each opening, durable before the queue is handed out; so `id/epoch/first-last` names bytes for ever. */
  readonly epoch: number;
  /** Everything up to here has been delivered. */
  readonly acknowledgedThrough: number;
  readonly depth: QueueDepth;
  /** What is durable and readable after the sequence `after`; default: after what has been acknowledged. */
  backlog(after?: number): Backlog;
  /**
   * The next range after `after` (default: after what has been acknowledged) of flushed frames within the limits;
   * undefined when there is none. At least one frame, even when that alone exceeds the limits. Holds no state: give
   * `after = previous.last` to cut ahead of acknowledgement.
   */
  nextCut(limits: CutLimits, after?: number): Cut | undefined;
  /**
   * The range of an earlier cut again, or a part of it (split to find a poisonous row; may begin and end inside a
   * frame: `readRange` then yields the whole frame, and the caller leaves out rows outside `first..last`).
   * Undefined when nothing of it is left.
   */
  cutRange(first: number, last: number): Cut | undefined;
  /** Resolves when something flushed lies after `after`; rejects with the signal's reason, or QueueClosedError. */
  whenReadable(signal?: AbortSignal, after?: number): Promise<void>;
  /** Makes the manifest durable; one with the same token is replaced. Call it before the first byte is sent. */
  commitManifest(manifest: Manifest): Promise<void>;
  /** What was in doubt when it was asked, by `first`: at start, what an earlier life left unfinished. */
  openManifests(): Manifest[];
  /** Forgets one manifest without moving on (a part of a cut that was split, or one that is replaced by another token). */
  closeManifest(token: string): Promise<void>;
  /**
   * Everything up to `range.last` is delivered (or diverted): closes the manifests in it, moves on, and lets segments go.
   * In order only: throws when a frame before `range.first` is not acknowledged. Durable within about a second; until
   * then a crash brings back the manifests, so that the same range is retried with the same token.
   */
  acknowledge(range: { first: number; last: number }): Promise<void>;
}

/** What consumers that rebuild themselves at start (de-duplication, ledger) may do with the queue. */
export interface QueueReplay {
  /** Every frame that is still there and ends at or after `fromSequence`, flushed before this was called, in order. */
  frames(fromSequence: number): AsyncIterable<Frame>;
  /** Keeps every segment with something at or after `sequence`, until the same name says a later one. */
  hold(name: string, sequence: number): void;
  readonly flushedThrough: number;
}

export interface Queue extends QueueWriter, QueueReader, QueueReplay {
  /** What was found damaged at this opening or later, oldest first, at most 1,000. Each was given to `onDamage` too. */
  readonly damages: readonly QueueDamage[];
  /** False when the record of what has been delivered was damaged or lost: what is stored must be asked for elsewhere. */
  readonly cursorTrusted: boolean;
  /** Refuses new appends, waits for those under way, notes the clean end, gives the folder free. May be called twice. */
  close(): Promise<void>;
}

/** Flushed and not yet acknowledged. */
export interface QueueDepth {
  readonly frames: number;
  readonly rows: number;
  readonly bytes: number;
  /** Milliseconds since the epoch; undefined when the queue is empty. */
  readonly oldestAppendedAtMs: number | undefined;
}

export interface QueueRoom {
  /** Bytes of segment files, delivered ones that are still held included, and of appends under way. */
  readonly usedBytes: number;
  readonly maxBytes: number;
  /** Free on the file system at the last look (each second at most, while appends come). */
  readonly freeDiskBytes: number;
}

export type DamageKind =
  /** Unfinished bytes after the last record of a process that died: what it was writing, answered to nobody. */
  'torn_tail' | 'damaged_record' | 'damaged_header' | 'short_segment' | 'missing_segment' | 'damaged_journal';

export interface QueueDamage {
  readonly kind: DamageKind;
  readonly file: string;
  readonly offset: number;
  /** Bytes that could not be used. */
  readonly bytes: number;
  /** The sequence numbers that may be lost with it; undefined: none, or not to be known. */
  readonly lost?: { readonly first: number; readonly last: number };
  readonly detail: string;
}

export interface QueueOptions {
  /** Created where absent; one process at a time may hold it. */
  readonly dir: string;
  /** Refuse above this many bytes of segments. */
  readonly maxBytes: number;
  /** A segment is closed at this size; default 64 MiB, and never more than an eighth of `maxBytes`. */
  readonly segmentBytes?: number;
  /** Refuse when the file system has less than this free; default 0. */
  readonly minFreeDiskBytes?: number;
  /** Consumers that keep every segment until they first call `hold`; default none. */
  readonly holds?: readonly string[];
  /** How long to wait for another process to leave the folder; default 10,000 ms. */
  readonly lockWaitMs?: number;
  /** Share the folder: two processes then deliver everything twice. For a test of just that. */
  readonly withoutLock?: boolean;
  /** Where a new folder begins to count; default 1. */
  readonly firstSequence?: number;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
  readonly onDamage: (damage: QueueDamage) => void;
}
