import { crc32 } from 'node:zlib';
import type { Manifest } from './manifest.interface.js';

/** What must survive besides the frames. */
export interface QueueState {
  readonly id: string;
  readonly epoch: number;
  /** No sequence at or after this one was used before this opening. */
  readonly nextSequence: number;
  readonly acknowledged: number;
  /** The last frame known to be durable when the entry was written: if less is found, something was lost. */
  readonly flushed: number;
  readonly manifests: readonly Manifest[];
}

/** One line of the state journal. `n` counts all entries of the folder's life; the same in both copies. */
export type StateEntry = { readonly n: number } & (
  | { readonly type: 'state'; readonly state: QueueState }
  | { readonly type: 'manifest'; readonly manifest: Manifest; readonly flushed: number }
  | { readonly type: 'manifest_closed'; readonly token: string; readonly flushed: number }
  | { readonly type: 'acknowledged'; readonly through: number; readonly flushed: number }
  | { readonly type: 'closed'; readonly lastSequence: number }
);

/** `<CRC-32 in 8 hex digits> <JSON>\n`. */
export function encodeEntry(entry: StateEntry): string {
  const json = JSON.stringify(entry);
  return `${hex(crc32(json))} ${json}\n`;
}

export interface DecodedJournal {
  readonly entries: ReadonlyMap<number, StateEntry>;
  readonly damaged: readonly { readonly offset: number; readonly bytes: number }[];
}

/**
 * Every line whose checksum fits. A last line without its end is not damage: its writer died, and nothing was built on
 * it, since what must be durable is waited for.
 */
export function decodeJournal(bytes: Buffer): DecodedJournal {
  const entries = new Map<number, StateEntry>();
  const damaged: { offset: number; bytes: number }[] = [];
  let from = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
    const entry = decodeLine(bytes.subarray(from, end));
    if (entry) entries.set(entry.n, entry);
    else damaged.push({ offset: from, bytes: end + 1 - from });
    from = end + 1;
  }
  return { entries, damaged };
}

function decodeLine(line: Buffer): StateEntry | undefined {
  const json = line.subarray(9);
  if (line.length < 10 || line.toString('latin1', 0, 8) !== hex(crc32(json))) return undefined;
  return JSON.parse(json.toString('utf8')) as StateEntry;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** The state after all the entries, in their order. */
export class StateFold {
  private readonly manifests = new Map<string, Manifest>();
  private acknowledgedThrough = 0;
  private flushed = 0;

  private constructor(private base: QueueState) {}

  static from(state: QueueState): StateFold {
    const fold = new StateFold(state);
    fold.apply({ n: 0, type: 'state', state });
    return fold;
  }

  apply(entry: StateEntry): void {
    const flushed = entry.type === 'state' ? entry.state.flushed : entry.type === 'closed' ? 0 : entry.flushed;
    this.flushed = Math.max(this.flushed, flushed);
    if (entry.type === 'state') {
      this.base = entry.state;
      this.manifests.clear();
      for (const manifest of entry.state.manifests) this.manifests.set(manifest.token, manifest);
      this.acknowledgedThrough = Math.max(this.acknowledgedThrough, entry.state.acknowledged);
    } else if (entry.type === 'manifest') this.manifests.set(entry.manifest.token, entry.manifest);
    else if (entry.type === 'manifest_closed') this.manifests.delete(entry.token);
    else if (entry.type === 'acknowledged') this.acknowledge(entry.through);
  }

  /** Raises what is acknowledged; never lowers it. */
  acknowledge(through: number): void {
    this.acknowledgedThrough = Math.max(this.acknowledgedThrough, through);
    for (const [token, manifest] of this.manifests) {
      if (manifest.last <= this.acknowledgedThrough) this.manifests.delete(token);
    }
  }

  get acknowledged(): number {
    return this.acknowledgedThrough;
  }

  get state(): QueueState {
    const { id, epoch, nextSequence } = this.base;
    const manifests = [...this.manifests.values()].sort((a, b) => a.first - b.first || a.last - b.last);
    return { id, epoch, nextSequence, acknowledged: this.acknowledgedThrough, flushed: this.flushed, manifests };
  }
}
