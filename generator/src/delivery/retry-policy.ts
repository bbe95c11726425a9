import type { Attempt } from './attempt.js';

/** What to do after a try. `holdAll`: the gateway spoke to all of us (throttled, full), so no other request should go either. */
export type Decision =
  | { action: 'done' }
  | { action: 'retry'; afterMs: number; holdAll: boolean }
  | { action: 'fail'; reason: string; fatal: boolean };

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
/** A fault of the server may go away; one that stays is reported instead of being asked for ever. */
const MOST_SERVER_FAULTS = 8;

/**
 * Decides from the status alone. Retries carry the same event ids, so a request whose answer was lost cannot count twice.
 * `tries` is how many were made; `random` (0 to 1) spreads the waits, so that many senders do not come back in step.
 */
export function decide(attempt: Attempt, tries: number, random: number): Decision {
  if (attempt.kind === 'unreachable') return { action: 'retry', afterMs: backOff(tries, random), holdAll: false };
  const { status, retryAfterMs } = attempt;
  if (status === 202 || status === 400) return { action: 'done' };
  if (status === 429 || status === 503) {
    const afterMs = retryAfterMs === undefined ? backOff(tries, random) : retryAfterMs + random * FIRST_WAIT_MS;
    return { action: 'retry', afterMs, holdAll: true };
  }
  if (status === 408 || status >= 500) {
    if (tries < MOST_SERVER_FAULTS) return { action: 'retry', afterMs: backOff(tries, random), holdAll: false };
    return { action: 'fail', reason: `HTTP ${status} ${tries} times in a row`, fatal: false };
  }
  return {
    action: 'fail',
    reason: `HTTP ${status}: ${attempt.answer.detail ?? attempt.answer.title ?? 'refused'}`,
    fatal: true,
  };
}

/** Exponential with full jitter. */
function backOff(tries: number, random: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)) * (0.5 + random / 2);
}
