/** How long a child must have lived to count as healthy again. */
const HEALTHY_MS = 30_000;
const FIRST_MS = 200;
const LONGEST_MS = 10_000;

/**
 * Milliseconds to wait before a child is started again: at once-ish for a first death, doubling up to 10 s while it
 * keeps dying young, with up to a quarter of jitter. `random` is in [0, 1).
 */
export function restartDelay(deathsInARow: number, random: number): number {
  const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, deathsInARow - 1));
  return Math.round(wait * (0.75 + random * 0.25));
}

/** Deaths in a row after one more death of a child that lived `livedMs`. */
export const deathsAfter = (deathsInARow: number, livedMs: number): number =>
  livedMs >= HEALTHY_MS ? 1 : deathsInARow + 1;
