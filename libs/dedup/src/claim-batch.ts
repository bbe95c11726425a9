import type { ClaimBatch, ClaimVerdict, EventId } from './dedup-index.interface.js';
import type { Generation } from './generation.js';

/** What a batch needs of the index. */
export interface BatchHost {
  claimFor(batch: OpenBatch, source: string, id: EventId, checksum: number): ClaimVerdict;
  releaseFor(batch: OpenBatch, source: string, id: EventId): void;
  settle(batch: OpenBatch, committed: boolean): void;
}

/** The claims of one request until its frame is durable or refused. */
export class OpenBatch implements ClaimBatch {
  readonly generations: Generation[] = [];
  readonly ordinals: number[] = [];
  private readonly dependencies: { readonly on: OpenBatch; readonly ordinal: number }[] = [];
  private readonly released = new Set<number>();
  private outcome: 'open' | 'committed' | 'rolled_back' = 'open';
  private waiting: (() => void)[] = [];

  constructor(
    readonly number: number,
    readonly begunAtMs: number,
    /** The same by the clock that nobody sets. Asked once a batch: a batch is judged in one go. */
    readonly steadyMs: number,
    private readonly host: BatchHost,
  ) {}

  claim(source: string, eventId: EventId, payloadChecksum: number): ClaimVerdict {
    if (this.outcome !== 'open') throw new Error('The batch is settled');
    return this.host.claimFor(this, source, eventId, payloadChecksum);
  }

  release(source: string, eventId: EventId): void {
    this.host.releaseFor(this, source, eventId);
  }

  commit(): void {
    this.end('committed');
  }

  rollback(): void {
    this.end('rolled_back');
  }

  async duplicatesAreDurable(): Promise<boolean> {
    for (const { on, ordinal } of this.dependencies) {
      await on.whenSettled();
      if (on.outcome === 'rolled_back' || on.released.has(ordinal)) return false;
    }
    return true;
  }

  /** Called by the index. */
  claimed(generation: Generation, ordinal: number): void {
    this.generations.push(generation);
    this.ordinals.push(ordinal);
  }

  /** Called by the index: something was called a duplicate of what `on` is only about to write. */
  dependsOn(on: OpenBatch, ordinal: number): void {
    this.dependencies.push({ on, ordinal });
  }

  /** Called by the index. */
  wasReleased(ordinal: number): void {
    this.released.add(ordinal);
  }

  isReleased(ordinal: number): boolean {
    return this.released.has(ordinal);
  }

  whenSettled(): Promise<void> {
    if (this.outcome !== 'open') return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private end(outcome: 'committed' | 'rolled_back'): void {
    if (this.outcome !== 'open') return;
    this.outcome = outcome;
    this.host.settle(this, outcome === 'committed');
    for (const resolve of this.waiting) resolve();
    this.waiting = [];
  }
}
