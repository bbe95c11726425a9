/** A rolling span that ends at `asOf`: it holds what happened after `sinceUs`, with no upper bound. */
export interface Window {
  /** ISO 8601 in UTC with milliseconds; a whole second. */
  asOf: string;
  asOfSecond: number;
  sinceSecond: number;
  /** Microseconds since the epoch. */
  sinceUs: number;
}

/** The window of so many seconds by a clock (milliseconds since the epoch), cut to whole seconds. Pure. */
export function windowAt(nowMs: number, seconds: number): Window {
  const asOfSecond = Math.floor(nowMs / 1000);
  const sinceSecond = asOfSecond - seconds;
  return { asOf: new Date(asOfSecond * 1000).toISOString(), asOfSecond, sinceSecond, sinceUs: sinceSecond * 1_000_000 };
}
