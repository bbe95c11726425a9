/** How the events of one source ended so far; `queued` is what is accepted and neither stored nor poison yet. */
export interface Tally {
  received: number;
  queued: number;
  stored: number;
  duplicate: number;
  invalid: number;
  bot: number;
  poison: number;
  throttled: number;
  refused_full: number;
  /** Duplicates whose payload differs from the first one's: a part of `duplicate`. */
  conflicting: number;
  /** Requests that the rate limit turned away before they were read: their events are not known, and in no other count. */
  throttled_requests: number;
}

export const emptyTally = (): Tally => ({
  received: 0,
  queued: 0,
  stored: 0,
  duplicate: 0,
  invalid: 0,
  bot: 0,
  poison: 0,
  throttled: 0,
  refused_full: 0,
  conflicting: 0,
  throttled_requests: 0,
});

/** Every received event ended in exactly one outcome. Pure. */
export const addsUp = (tally: Tally): boolean =>
  tally.received ===
  tally.queued +
    tally.stored +
    tally.duplicate +
    tally.invalid +
    tally.bot +
    tally.poison +
    tally.throttled +
    tally.refused_full;

/** The sum over sources. */
export function sumTallies(tallies: Iterable<Tally>): Tally {
  const total = emptyTally();
  for (const tally of tallies) {
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += tally[key];
  }
  return total;
}
