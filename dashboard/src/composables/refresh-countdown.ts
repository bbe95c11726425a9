/** How often the pages are fetched again. */
export const REFRESH_EVERY_MS = 30_000;

/** Either it runs towards an instant, or it stands with so much left. */
export type Countdown = { dueAt: number } | { leftMs: number };

export const startCountdown = (now: number): Countdown => ({ dueAt: now + REFRESH_EVERY_MS });

/** Milliseconds until the next refresh, never negative and never more than a whole turn (clocks get set back). */
export function leftOf(countdown: Countdown, now: number): number {
  const left = 'leftMs' in countdown ? countdown.leftMs : countdown.dueAt - now;
  return Math.min(REFRESH_EVERY_MS, Math.max(0, left));
}

export const isPaused = (countdown: Countdown): boolean => 'leftMs' in countdown;

/** Stops with what is left, or goes on with it. */
export function togglePause(countdown: Countdown, now: number): Countdown {
  const left = leftOf(countdown, now);
  return isPaused(countdown) ? { dueAt: now + left } : { leftMs: left };
}
