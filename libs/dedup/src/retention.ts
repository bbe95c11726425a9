/** How finely the window moves: its end lies up to a quarter later than promised, never earlier. */
const PARTS = 4;

export interface RetentionLimits {
  readonly maxIds: number;
  readonly maxAgeMs: number;
}

export interface GenerationAge {
  readonly size: number;
  readonly createdAtMs: number;
  readonly newestSeenAtMs: number;
}

export function idsPerGeneration(limits: RetentionLimits): number {
  return Math.max(1, Math.ceil(limits.maxIds / PARTS));
}

/** Whether the newest generation is to be followed by another one. */
export function isFinished(newest: GenerationAge, limits: RetentionLimits, nowMs: number): boolean {
  if (newest.size === 0) return false;
  return newest.size >= idsPerGeneration(limits) || nowMs - newest.createdAtMs >= limits.maxAgeMs / PARTS;
}

/** How many of the oldest (the list begins with it) can go: what is left holds `maxIds`, or they are past the age. */
export function countExpired(generations: readonly GenerationAge[], limits: RetentionLimits, nowMs: number): number {
  let ids = generations.reduce((total, { size }) => total + size, 0);
  let expired = 0;
  for (const { size, newestSeenAtMs } of generations.slice(0, -1)) {
    ids -= size;
    if (ids < limits.maxIds && nowMs - newestSeenAtMs < limits.maxAgeMs) break;
    expired += 1;
  }
  return expired;
}
