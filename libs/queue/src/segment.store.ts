import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SegmentFile } from './segment.file.js';
import { encodeSegmentHeader, segmentName, SEGMENT_HEADER_BYTES } from './segment.format.js';
import { syncFolder } from './sync-folder.js';

/**
 * No segment holds a sequence this far from its first. After a crash counting goes on past it, so that numbers that may
 * have been used for something that was lost are never used again.
 */
export const SEGMENT_SPAN = 2 ** 24;

export interface Segment {
  readonly path: string;
  readonly first: number;
  readonly salt: number;
  /** Up to here the file is valid. */
  bytes: number;
  /** Of the last valid record; `first - 1` when there is none. */
  last: number;
}

export interface SegmentStoreOptions {
  readonly dir: string;
  readonly segmentBytes: number;
  readonly queueId: string;
  readonly epoch: number;
  readonly now: () => number;
  readonly acknowledged: () => number;
}

/** The segment files: which there are, the one that is written, and those that can go. */
export class SegmentStore {
  private active: { readonly segment: Segment; readonly file: SegmentFile } | undefined;
  private before: Segment | undefined;
  private used: number;

  constructor(
    private readonly options: SegmentStoreOptions,
    private readonly list: Segment[],
  ) {
    this.before = list[list.length - 1];
    this.used = list.reduce((total, segment) => total + segment.bytes, 0);
  }

  get segments(): readonly Segment[] {
    return this.list;
  }

  get usedBytes(): number {
    return this.used;
  }

  /** Where a group of `first..last` goes: the active segment, or a new one when that is full or there is none. */
  async forGroup(first: number, last: number): Promise<{ segment: Segment; file: SegmentFile }> {
    const active = this.active;
    if (active) {
      const { bytes, first: start } = active.segment;
      if (bytes < this.options.segmentBytes && last < start + SEGMENT_SPAN) return active;
      await this.retire();
    }
    return this.create(first);
  }

  written(segment: Segment, bytes: number, last: number): void {
    segment.bytes += bytes;
    segment.last = last;
    this.used += bytes;
  }

  /** Nothing more is written to the active segment. */
  async retire(): Promise<void> {
    const active = this.active;
    this.active = undefined;
    await active?.file.close();
  }

  /**
   * A new active segment. Its header says where the one before ends, which disowns whatever a failed flush may have left
   * there.
   */
  async create(first: number): Promise<{ segment: Segment; file: SegmentFile }> {
    const salt = randomInt(2 ** 32);
    const { dir, queueId, epoch, now, acknowledged } = this.options;
    const path = join(dir, segmentName(first, salt));
    const previous = this.before && { first: this.before.first, bytes: this.before.bytes, last: this.before.last };
    const header = { queueId, epoch, first, salt, previous, acknowledged: acknowledged(), createdAtMs: now() };
    const file = await SegmentFile.create(path);
    try {
      await file.writeDurably([encodeSegmentHeader(header)], 0);
      await syncFolder(dir);
    } catch (error) {
      await file.close();
      await rm(path, { force: true }).catch(() => {});
      throw error;
    }
    const segment: Segment = { path, first, salt, bytes: SEGMENT_HEADER_BYTES, last: first - 1 };
    this.list.push(segment);
    this.used += segment.bytes;
    this.before = segment;
    this.active = { segment, file };
    return this.active;
  }

  /** Removes the oldest segments that end at or before `through`; what cannot be removed is tried again next time. */
  async reclaim(through: number): Promise<void> {
    for (let oldest = this.list[0]; oldest && oldest !== this.active?.segment; oldest = this.list[0]) {
      if (oldest.last > through) return;
      await rm(oldest.path, { force: true });
      this.list.shift();
      this.used -= oldest.bytes;
    }
  }
}
