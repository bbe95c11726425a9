const DAY_SECONDS = 86_400;

/**
 * Where what is kept begins, in seconds since the epoch: today and the `days` whole UTC days before it. What lies before
 * may be dropped at any time and is no longer taken. 0 where everything is kept (`days` 0). Pure.
 */
export const keptSince = (nowSecond: number, days: number): number =>
  days === 0 ? 0 : Math.max(0, Math.floor(nowSecond / DAY_SECONDS) * DAY_SECONDS - days * DAY_SECONDS);
