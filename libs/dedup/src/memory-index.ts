import { join } from 'node:path';
import { OpenBatch, type BatchHost } from './claim-batch.js';
import type { ClaimBatch, ClaimVerdict, DedupIndex, DedupStats, EventId } from './dedup-index.interface.js';
import type { EventKey } from './event-key.js';
import { Generation, type Seen } from './generation.js';
import { END, idFileName } from './id-log.format.js';
import { IdLog } from './id-log.js';
import { countExpired, idsPerGeneration, isFinished, type RetentionLimits } from './retention.js';
import { TagTable } from './tag-table.js';

export interface IndexOptions extends RetentionLimits {
  readonly dir: string;
  readonly salt: Uint8Array;
  /** Milliseconds since the epoch: what is written to disk, for another life to read. */
  readonly now: () => number;
  /** The same when the index was opened, and from there on a clock that nobody sets: by it ids grow old. */
  readonly steadyNow: () => number;
}

export interface IndexStart {
  /** Oldest first. */
  readonly generations: Generation[];
  readonly checkpoint: number;
}

/** See `open-dedup-index.ts` for the design. */
export class MemoryIndex implements DedupIndex, BatchHost {
  private generations: Generation[];
  private readonly open = new Map<number, OpenBatch>();
  private lastBatch = 0;
  private checkpointed: number;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: IndexOptions,
    private readonly key: EventKey,
    start: IndexStart,
  ) {
    this.generations = start.generations;
    this.checkpointed = start.checkpoint;
    this.turnOver(options.steadyNow());
  }

  get checkpointedSequence(): number {
    return this.checkpointed;
  }

  get stats(): DedupStats {
    const sum = (of: (generation: Generation) => number) => this.generations.reduce((n, g) => n + of(g), 0);
    const ids = sum((g) => g.size);
    const oldest = this.generations.find((g) => g.size > 0);
    return {
      ids,
      windowMs: oldest ? Math.max(0, this.options.steadyNow() - oldest.createdAtMs) : 0,
      generations: this.generations.length,
      memoryBytes: sum((g) => g.memoryBytes),
      unwrittenIds: sum((g) => g.log.unwritten),
    };
  }

  begin(): ClaimBatch {
    const steadyMs = this.options.steadyNow();
    this.turnOver(steadyMs);
    // 0 means that nobody has a claim open; numbers come again after four billion batches.
    this.lastBatch = (this.lastBatch + 1) >>> 0 || 1;
    return new OpenBatch(this.lastBatch, this.options.now(), steadyMs, this);
  }

  peek(source: string, eventId: EventId, payloadChecksum: number): ClaimVerdict {
    const found = this.find(source, eventId, payloadChecksum);
    return found ? verdictOf(found.seen) : 'new';
  }

  restore(source: string, eventId: EventId, payloadChecksum: number, seenAtMs: number): void {
    this.turnOver(this.options.steadyNow());
    if (!this.find(source, eventId, payloadChecksum)) this.newest.put(this.key, payloadChecksum, 0, seenAtMs, seenAtMs);
  }

  checkpoint(sequence: number): Promise<void> {
    const done = this.writing.then(() => this.write(sequence));
    this.writing = done.catch(() => {});
    return done;
  }

  async close(): Promise<void> {
    // Whoever has not committed by now is not known to be durable; if the frame is, the next start restores it.
    for (const batch of this.open.values()) batch.rollback();
    await this.checkpoint(this.checkpointed);
    await Promise.all(this.generations.map(({ log }) => log.close()));
  }

  claimFor(batch: OpenBatch, source: string, id: EventId, checksum: number): ClaimVerdict {
    const found = this.find(source, id, checksum);
    if (found) {
      const { log, foundOrdinal } = found.generation;
      const owner = this.open.get(log.ownerOf(foundOrdinal));
      if (owner && owner !== batch) batch.dependsOn(owner, foundOrdinal);
      return verdictOf(found.seen);
    }
    if (batch.ordinals.length === 0) this.open.set(batch.number, batch);
    const generation = this.newest;
    batch.claimed(generation, this.put(generation, checksum, batch));
    return 'new';
  }

  releaseFor(batch: OpenBatch, source: string, id: EventId): void {
    const found = this.find(source, id, 0);
    if (!found) return;
    const { generation } = found;
    const ordinal = generation.foundOrdinal;
    if (this.open.get(generation.log.ownerOf(ordinal)) !== batch) return;
    generation.takeBack(ordinal, this.key);
    batch.wasReleased(ordinal);
  }

  settle(batch: OpenBatch, committed: boolean): void {
    this.open.delete(batch.number);
    if (committed) return;
    for (const [i, generation] of batch.generations.entries()) {
      const ordinal = batch.ordinals[i] as number;
      if (!batch.isReleased(ordinal)) generation.takeBack(ordinal, this.key);
    }
  }

  private put(generation: Generation, checksum: number, { number, begunAtMs, steadyMs }: OpenBatch): number {
    return generation.put(this.key, checksum, number, begunAtMs, steadyMs);
  }

  private get newest(): Generation {
    return this.generations[this.generations.length - 1] as Generation;
  }

  /** Newest first: most retries come soon. */
  private find(source: string, id: EventId, checksum: number): { generation: Generation; seen: Seen } | undefined {
    const key = this.key.set(source, id);
    for (let i = this.generations.length - 1; i >= 0; i -= 1) {
      const generation = this.generations[i] as Generation;
      const seen = generation.look(key, checksum);
      if (seen !== 'no') return { generation, seen };
    }
    return undefined;
  }

  private async write(sequence: number): Promise<void> {
    const newest = this.newest;
    const parts = this.generations.map((generation) => {
      const { log } = generation;
      return { log, blocks: log.sealActive(), isNewest: generation === newest };
    });
    await Promise.all([...this.open.values()].map((batch) => batch.whenSettled()));
    const checkpoint = Math.max(sequence, this.checkpointed);
    const marks = checkpoint > this.checkpointed;
    // The newest last: its mark speaks for all of them.
    for (const { log, blocks, isNewest } of parts) {
      await log.write(blocks, isNewest ? (marks ? checkpoint : 0) : END);
    }
    this.checkpointed = checkpoint;
  }

  /** Begins a new generation when the newest is finished, and drops those whose time is over. */
  private turnOver(nowMs: number): void {
    const { generations, options } = this;
    const newest = generations[generations.length - 1];
    const isDue = !newest || isFinished(newest, options, nowMs);
    if (isDue) generations.push(this.makeGeneration((newest?.number ?? 0) + 1, nowMs));
    const oldest = generations[0] as Generation;
    if (!isDue && nowMs - oldest.newestSeenAtMs < options.maxAgeMs) return;
    const expired = generations.splice(0, countExpired(generations, options, nowMs));
    if (expired.length === 0) return;
    // After what may be writing to them; a file that stays is dropped at the next start.
    this.writing = this.writing.then(() => Promise.all(expired.map((old) => old.log.remove()))).then(nothing, nothing);
  }

  private makeGeneration(number: number, createdAtMs: number): Generation {
    const { dir, salt, now } = this.options;
    const header = { number, createdAtMs: now(), salt, checkpoint: this.checkpointed };
    const log = new IdLog(join(dir, idFileName(number)), header);
    return new Generation(number, log, createdAtMs, new TagTable(idsPerGeneration(this.options)), 0);
  }
}

function verdictOf(seen: Seen): ClaimVerdict {
  return seen === 'same' ? 'duplicate' : 'conflict';
}

function nothing(): void {}
