import type { EventKey } from './event-key.js';
import type { IdLog } from './id-log.js';
import { TagTable } from './tag-table.js';

/** What a look-up found. */
export type Seen = 'same' | 'other_payload' | 'no';

/** The ids of one stretch of time: a table in memory that says where in the log a key may stand, and the log. */
export class Generation {
  /** Of the last look-up that found something. */
  foundOrdinal = -1;

  constructor(
    readonly number: number,
    readonly log: IdLog,
    private created: number,
    private readonly table: TagTable,
    private newest: number,
  ) {}

  get size(): number {
    return this.table.size;
  }

  /** When its first id came; milliseconds since the epoch by the steady clock. */
  get createdAtMs(): number {
    return this.created;
  }

  get memoryBytes(): number {
    return this.table.bytes;
  }

  /** When an id was last put here; milliseconds since the epoch by the steady clock. */
  get newestSeenAtMs(): number {
    return this.newest;
  }

  look(key: EventKey, checksum: number): Seen {
    for (let at = this.table.find(key.tag); at >= 0; at = this.table.findNext(at, key.tag)) {
      const ordinal = this.table.ordinalAt(at);
      const found = this.log.checksumIf(ordinal, key);
      if (found < 0) continue;
      this.foundOrdinal = ordinal;
      return found === checksum >>> 0 ? 'same' : 'other_payload';
    }
    return 'no';
  }

  /** `seenAtMs` by the clock of the wall, for the log; `agesFromMs` by the steady one. */
  put(key: EventKey, checksum: number, owner: number, seenAtMs: number, agesFromMs: number): number {
    if (this.size === 0) this.created = agesFromMs;
    const ordinal = this.log.add(key, checksum, owner, seenAtMs);
    this.table.insert(key.tag, ordinal);
    if (agesFromMs > this.newest) this.newest = agesFromMs;
    return ordinal;
  }

  takeBack(ordinal: number, key: EventKey): void {
    const [w0, w1, w2, w3] = this.log.clear(ordinal);
    this.table.remove(key.tagOf(w0, w1, w2, w3), ordinal);
  }
}
