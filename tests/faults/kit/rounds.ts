/** How long the harm goes on: a few rounds in `npm test`, a hundred in `npm run test:faults`. */
export interface Effort {
  rounds: number;
  /** No new round begins after so many milliseconds. */
  budgetMs: number;
}

export const effort = (): Effort => ({
  rounds: Number(process.env['FAULT_ROUNDS'] ?? 3),
  budgetMs: Number(process.env['FAULT_MINUTES'] ?? 1) * 60_000,
});

/** Deaths of children under one supervisor: it starts one that keeps dying ever later, a new one does so at once. */
export const LIVES = 5;

/** Counts the rounds, as long as there is time for them; says in a long form how far it is. */
export function* roundsInTime(): Generator<number> {
  const { rounds, budgetMs } = effort();
  const began = Date.now();
  for (let round = 0; round < rounds && Date.now() - began < budgetMs; round++) {
    yield round;
    if (rounds > 10 && round % 10 === 9) note(`${round + 1} of ${rounds} rounds`);
  }
}

/**
 * How long a whole test of rounds may take, for Jest: the time for rounds, one that began at its end, and the judging.
 * A slow machine does fewer rounds, which the test says; it does not fail for being slow.
 */
export const patience = (perRoundMs: number): number => effort().budgetMs + perRoundMs + 240_000;

/** Numbers from 0 to 1 that a seed repeats (mulberry32); the seed is printed with every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Says what a fault test did, so that a passing run shows that the harm happened. */
export function note(line: string): void {
  process.stderr.write(`      ${line}\n`);
}
