import { setTimeout as sleep } from 'node:timers/promises';
import { afterFailure } from './retry-policy.js';

/** Sleeps for as long as is due after so many tries that failed for no known reason; rejects when the signal aborts. */
export async function untilNextTry(attempt: number, signal: AbortSignal): Promise<void> {
  const next = afterFailure({ kind: 'retry', code: undefined, attempt, rows: 1, random: Math.random() });
  if (next.action === 'retry') await sleep(next.delayMs, undefined, { signal });
}
