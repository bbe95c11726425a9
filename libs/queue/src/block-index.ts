import type { Backlog, Cut, CutLimits, CutPart } from './cut.interface.js';

/** One flushed record, as the index needs it. */
export interface FlushedRecord {
  readonly path: string;
  readonly offset: number;
  /** Header included. */
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
  readonly rows: number;
  readonly appendedAtMs: number;
}

/** A run of neighbouring records. `before` counts everything added earlier, so that any range is a subtraction. */
interface Block {
  readonly path: string;
  readonly offset: number;
  readonly first: number;
  readonly oldestAtMs: number;
  readonly before: Totals;
  bytes: number;
  last: number;
  rows: number;
  frames: number;
  sealed: boolean;
}

interface Totals {
  readonly frames: number;
  readonly rows: number;
  readonly bytes: number;
}

const BLOCK_BYTES = 64 * 1024;
const BLOCK_ROWS = 1_000;

/**
 * Where everything that waits for delivery stands on disk, in memory: a block per 64 KiB or 1,000 rows (one frame at
 * least), so that 8 GiB of tiny frames need 131,000 entries and a cut needs no reading. Cuts end at block boundaries; a
 * block that was cut is sealed, so that the boundary stays one.
 */
export class BlockIndex {
  private blocks: Block[] = [];
  private head = 0;
  private totals: Totals = { frames: 0, rows: 0, bytes: 0 };

  /** `boundaries`: sequences after which a new block must begin, whatever its size (ends of earlier cuts). */
  constructor(private readonly boundaries: ReadonlySet<number> = new Set()) {}

  add(record: FlushedRecord): void {
    const tail = this.blocks.length > this.head ? this.blocks[this.blocks.length - 1] : undefined;
    if (tail && joins(tail, record)) {
      tail.bytes += record.bytes;
      tail.rows += record.rows;
      tail.last = record.last;
      tail.frames += 1;
    } else {
      const { path, offset, bytes, first, last, rows, appendedAtMs } = record;
      const counted = { frames: 1, sealed: false, oldestAtMs: appendedAtMs, before: this.totals };
      this.blocks.push({ path, offset, bytes, first, last, rows, ...counted });
    }
    if (this.boundaries.has(record.last)) this.seal(this.blocks.length - 1);
    this.totals = {
      frames: this.totals.frames + 1,
      rows: this.totals.rows + record.rows,
      bytes: this.totals.bytes + record.bytes,
    };
  }

  backlog(after: number): Backlog {
    const block = this.blocks[this.indexAfter(after)];
    if (!block) return { frames: 0, rows: 0, bytes: 0, oldestAppendedAtMs: undefined };
    return {
      frames: this.totals.frames - block.before.frames,
      rows: this.totals.rows - block.before.rows,
      bytes: this.totals.bytes - block.before.bytes,
      oldestAppendedAtMs: block.oldestAtMs,
    };
  }

  next(limits: CutLimits, after: number): Cut | undefined {
    const from = this.indexAfter(after);
    const start = this.blocks[from];
    if (!start) return undefined;
    let to = from;
    let rows = start.rows;
    let bytes = start.bytes;
    for (let block = this.blocks[to + 1]; block; block = this.blocks[to + 1]) {
      rows += block.rows;
      bytes += block.bytes;
      if (rows > limits.maxRows || bytes > limits.maxBytes) break;
      to += 1;
    }
    this.seal(to);
    const end = this.blocks[to] as Block;
    return this.cut(from, to, Math.max(start.first, after + 1), end.last);
  }

  range(first: number, last: number): Cut | undefined {
    const from = this.indexAfter(first - 1);
    let to = from - 1;
    for (let block = this.blocks[to + 1]; block && block.first <= last; block = this.blocks[to + 1]) to += 1;
    if (to < from) return undefined;
    const start = this.blocks[from] as Block;
    const end = this.blocks[to] as Block;
    return this.cut(from, to, Math.max(first, start.first), Math.min(last, end.last));
  }

  /** The first sequence that waits after `after`. */
  firstAfter(after: number): number | undefined {
    const block = this.blocks[this.indexAfter(after)];
    return block && Math.max(block.first, after + 1);
  }

  dropThrough(sequence: number): void {
    while (this.head < this.blocks.length && (this.blocks[this.head] as Block).last <= sequence) this.head += 1;
    if (this.head > 1_024 && this.head * 2 > this.blocks.length) {
      this.blocks = this.blocks.slice(this.head);
      this.head = 0;
    }
  }

  private cut(from: number, to: number, first: number, last: number): Cut {
    const blocks = this.blocks.slice(from, to + 1);
    const sum = (of: (block: Block) => number) => blocks.reduce((total, block) => total + of(block), 0);
    return {
      first,
      last,
      rows: Math.min(
        sum((block) => block.rows),
        last - first + 1,
      ),
      frames: sum((block) => block.frames),
      bytes: sum((block) => block.bytes),
      oldestAppendedAtMs: (blocks[0] as Block).oldestAtMs,
      parts: mergeNeighbours(blocks),
    };
  }

  private seal(index: number): void {
    (this.blocks[index] as Block).sealed = true;
  }

  /** The first block with something after `sequence`. */
  private indexAfter(sequence: number): number {
    let low = this.head;
    let high = this.blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.blocks[middle] as Block).last > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function joins(tail: Block, record: FlushedRecord): boolean {
  return (
    !tail.sealed &&
    tail.path === record.path &&
    tail.offset + tail.bytes === record.offset &&
    tail.bytes + record.bytes <= BLOCK_BYTES &&
    tail.rows + record.rows <= BLOCK_ROWS
  );
}

function mergeNeighbours(blocks: readonly Block[]): CutPart[] {
  const parts: CutPart[] = [];
  for (const { path, offset, bytes } of blocks) {
    const last = parts[parts.length - 1];
    if (last && last.path === path && last.offset + last.length === offset) {
      parts[parts.length - 1] = { path, offset: last.offset, length: last.length + bytes };
    } else parts.push({ path, offset, length: bytes });
  }
  return parts;
}
