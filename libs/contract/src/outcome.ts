/**
 * How an event that was parsed can end: exactly one of these, so the counts of a source add up to its arrivals.
 * `stored` events went through `queued` first; the ledger shows as `queued` what is accepted and not stored yet.
 */
export const OUTCOMES = [
  'queued',
  'stored',
  'duplicate',
  'invalid',
  'bot',
  'poison',
  'throttled',
  'refused_full',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** What one append decides about the events of one request; `accepted` are the events in the same frame. */
export interface AppendOutcomes {
  accepted: number;
  duplicate: number;
  invalid: number;
  bot: number;
  /** Duplicates whose payload differs from the first one's: a part of `duplicate`, not an outcome of its own. */
  conflicting: number;
}
