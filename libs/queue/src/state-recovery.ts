import { StateFold, type DecodedJournal, type QueueState } from './state-entry.format.js';

export interface RecoveredState {
  readonly state: QueueState;
  /** The number of the next entry. */
  readonly nextEntry: number;
  /** The last sequence at a clean end; undefined after an unclean one. */
  readonly closedAt: number | undefined;
  /** False when an entry may be missing, so that something delivered may look undelivered. */
  readonly trusted: boolean;
}

/**
 * One state from the two copies. They hold the same entries, so whatever one has lost the other one gives back; only
 * what is missing in both makes the state untrusted. Undefined when no state is left at all.
 */
export function recoverState(copies: readonly DecodedJournal[]): RecoveredState | undefined {
  const entries = new Map(copies.flatMap((copy) => [...copy.entries]));
  const numbers = [...entries.keys()].sort((a, b) => a - b);
  const start = numbers.findLast((n) => entries.get(n)?.type === 'state');
  const first = start === undefined ? undefined : entries.get(start);
  if (start === undefined || first?.type !== 'state') return undefined;

  const fold = StateFold.from(first.state);
  const last = numbers[numbers.length - 1] as number;
  let closedAt: number | undefined;
  let gap = false;
  // Acknowledgements before the state entry are part of it; one of a damaged copy may still know more.
  for (const entry of entries.values()) if (entry.type === 'acknowledged') fold.acknowledge(entry.through);
  for (let n = start + 1; n <= last; n += 1) {
    const entry = entries.get(n);
    if (!entry) gap = true;
    else fold.apply(entry);
    closedAt = entry?.type === 'closed' ? entry.lastSequence : undefined;
  }
  // A damaged line at the end could be an entry that nobody knows of, unless the other copy is whole.
  const whole = copies.some((copy) => copy.damaged.length === 0 && copy.entries.has(last));
  return { state: fold.state, nextEntry: last + 1, closedAt, trusted: !gap && whole };
}
