import type { ClaimBatch, ClaimVerdict, EventId } from '@argus/dedup';
import { type SharedId, idBytes } from '../../redis/shared-id.js';

/** What is known of an id beyond this gateway. */
export type KnownElsewhere = ReadonlyMap<string, 'mine' | 'duplicate' | 'conflict'>;

/**
 * The claims of one request, watched: which ids of senders it claims here, so that the other gateways can be asked, and
 * whose answer counts when the request is judged once more. Ids that were made here for this request are nobody else's.
 */
export class WatchedClaims implements ClaimBatch {
  readonly #claimed = new Map<string, SharedId>();

  constructor(
    private readonly own: ClaimBatch,
    private readonly made: { has(id: string): boolean },
    private readonly elsewhere: KnownElsewhere,
  ) {}

  /** What is claimed here and may be known elsewhere. */
  get claimed(): SharedId[] {
    return [...this.#claimed.values()];
  }

  claim(source: string, eventId: EventId, payloadChecksum: number): ClaimVerdict {
    const id = idBytes(eventId);
    const known = this.elsewhere.get(id);
    if (known === 'duplicate' || known === 'conflict') return known;
    const verdict = this.own.claim(source, eventId, payloadChecksum);
    if (verdict === 'new' && !this.made.has(id)) this.#claimed.set(id, { source, id, checksum: payloadChecksum });
    return verdict;
  }

  release(source: string, eventId: EventId): void {
    this.#claimed.delete(idBytes(eventId));
    this.own.release(source, eventId);
  }

  commit(): void {
    this.own.commit();
  }

  rollback(): void {
    this.own.rollback();
  }

  duplicatesAreDurable(): Promise<boolean> {
    return this.own.duplicatesAreDurable();
  }
}
