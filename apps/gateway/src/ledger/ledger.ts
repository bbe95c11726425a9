import type { AppendOutcomes } from '@argus/contract';
import { type Tally, addsUp, emptyTally, sumTallies } from './tally.js';

/** What a frame says of the events of one request. */
export interface FrameOutcomes {
  source: string;
  first: number;
  last: number;
  /** Events in the frame. */
  events: number;
  outcomes: AppendOutcomes;
}

/** What was durable of the ledger when it was written; the frames after it say the rest. */
export interface Checkpoint {
  /** Every frame up to here is counted as received. */
  receivedThrough: number;
  /** Every frame up to here is counted as stored. */
  storedThrough: number;
  sources: Record<string, Tally>;
  /** Events after `storedThrough` that went to the errors: a later life must not count them as stored. */
  poison: { sequence: number; source: string }[];
}

export const EMPTY_CHECKPOINT: Checkpoint = { receivedThrough: 0, storedThrough: 0, sources: {}, poison: [] };

/**
 * Where every event ended, by source. Nothing here is trusted twice: what a frame decided is in the frame, and is read
 * from it again after a crash; the checkpoint only spares reading the frames whose segments are gone.
 */
export class Ledger {
  #receivedThrough: number;
  #storedThrough: number;
  readonly #sources: Map<string, Tally>;
  #poison: { sequence: number; source: string }[];

  constructor(checkpoint: Checkpoint = EMPTY_CHECKPOINT) {
    this.#receivedThrough = checkpoint.receivedThrough;
    this.#storedThrough = checkpoint.storedThrough;
    // What waits is counted again from the frames that wait.
    const tallies = Object.entries(checkpoint.sources);
    this.#sources = new Map(tallies.map(([source, tally]) => [source, { ...emptyTally(), ...tally, queued: 0 }]));
    this.#poison = [...checkpoint.poison];
  }

  get storedThrough(): number {
    return this.#storedThrough;
  }

  /** At start: a frame that the queue still holds, of which everything up to `deliveredThrough` is delivered. */
  replay(frame: FrameOutcomes, deliveredThrough: number): void {
    if (frame.last <= this.#storedThrough) return;
    if (frame.last > this.#receivedThrough) this.#receive(frame);
    const tally = this.#of(frame.source);
    const diverted = this.#poison.filter(({ sequence }) => sequence >= frame.first && sequence <= frame.last).length;
    if (frame.last <= deliveredThrough) tally.stored += frame.events - diverted;
    else tally.queued += frame.events - diverted;
  }

  /** At start, after the last `replay`. */
  replayed(deliveredThrough: number): void {
    this.#forgetPoison(deliveredThrough);
  }

  /** A frame that has become durable. */
  appended(frame: FrameOutcomes): void {
    this.#receive(frame);
    this.#of(frame.source).queued += frame.events;
  }

  /** Events that were turned away before they were judged. */
  refused(source: string, outcome: 'throttled' | 'refused_full', events: number): void {
    const tally = this.#of(source);
    tally.received += events;
    tally[outcome] += events;
  }

  /** A request that was turned away before it was read: its events are not known. */
  turnedAway(source: string): void {
    this.#of(source).throttled_requests++;
  }

  /** An event that ClickHouse refused; known by its number, so that finding it again after a crash counts once. */
  diverted(sequence: number, source: string): void {
    if (sequence <= this.#storedThrough || this.#poison.some((known) => known.sequence === sequence)) return;
    this.#poison.push({ sequence, source });
    const tally = this.#of(source);
    tally.poison++;
    tally.queued--;
  }

  /** Everything up to `last` is delivered: these events by source, those that were diverted included. */
  settled(last: number, events: Readonly<Record<string, number>>): void {
    // The queue notes what is delivered a moment later than this: after a crash in between it delivers a range again.
    if (last <= this.#storedThrough) return;
    const diverted = this.#poison.filter(({ sequence }) => sequence <= last);
    for (const [source, count] of Object.entries(events)) {
      const stored = count - diverted.filter((one) => one.source === source).length;
      const tally = this.#of(source);
      tally.stored += stored;
      tally.queued -= stored;
    }
    this.#forgetPoison(last);
  }

  checkpoint(): Checkpoint {
    return {
      receivedThrough: this.#receivedThrough,
      storedThrough: this.#storedThrough,
      sources: Object.fromEntries([...this.#sources].map(([source, tally]) => [source, { ...tally }])),
      poison: [...this.#poison],
    };
  }

  /** The counts of these sources; all where none are named. */
  report(only?: readonly string[]) {
    const chosen = [...this.#sources]
      .filter(([source]) => !only || only.includes(source))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const totals = sumTallies(chosen.map(([, tally]) => tally));
    const sources = Object.fromEntries(chosen.map(([source, tally]) => [source, { ...tally }]));
    return { sources, totals, adds_up: chosen.every(([, tally]) => addsUp(tally)) };
  }

  #forgetPoison(deliveredThrough: number): void {
    this.#storedThrough = Math.max(this.#storedThrough, deliveredThrough);
    this.#poison = this.#poison.filter(({ sequence }) => sequence > deliveredThrough);
  }

  #receive({ source, last, events, outcomes }: FrameOutcomes): void {
    const tally = this.#of(source);
    tally.received += events + outcomes.duplicate + outcomes.invalid + outcomes.bot;
    tally.duplicate += outcomes.duplicate;
    tally.invalid += outcomes.invalid;
    tally.bot += outcomes.bot;
    tally.conflicting += outcomes.conflicting;
    this.#receivedThrough = Math.max(this.#receivedThrough, last);
  }

  #of(source: string): Tally {
    let tally = this.#sources.get(source);
    if (!tally) this.#sources.set(source, (tally = emptyTally()));
    return tally;
  }
}
