import type { ClaimBatch, ClaimVerdict, DedupIndex, EventId } from '@argus/dedup';

/** Claims of a dry run: answered as real ones would be, duplicates within the request included, and all forgotten. */
export class DryClaims implements ClaimBatch {
  readonly #claimed = new Map<string, number>();

  constructor(private readonly index: Pick<DedupIndex, 'peek'>) {}

  claim(source: string, eventId: EventId, payloadChecksum: number): ClaimVerdict {
    const earlier = this.#claimed.get(String(eventId));
    if (earlier !== undefined) return earlier === payloadChecksum ? 'duplicate' : 'conflict';
    const verdict = this.index.peek(source, eventId, payloadChecksum);
    if (verdict === 'new') this.#claimed.set(String(eventId), payloadChecksum);
    return verdict;
  }

  release(_source: string, eventId: EventId): void {
    this.#claimed.delete(String(eventId));
  }

  commit(): void {}

  rollback(): void {}

  duplicatesAreDurable(): Promise<boolean> {
    return Promise.resolve(true);
  }
}
