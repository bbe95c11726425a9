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

/** How long a whole test of that many rounds may take, for Jest. */
export const patience = (perRoundMs: number): number => {
  const { rounds, budgetMs } = effort();
  return Math.min(rounds * perRoundMs, budgetMs + perRoundMs) + 120_000;
};

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
