import type { StoredError } from '../api/errors.api.js';

/** All errors of one reason about one field. */
export interface ErrorGroup {
  code: string;
  field: string;
  count: number;
  sources: string[];
  first_at: string;
  last_at: string;
  /** What the newest of them says. */
  message: string;
  /** How many in each of 24 equal parts of the period, oldest first. */
  trend: number[];
}

export const TREND_PARTS = 24;

/** Groups errors (newest first) of the last `periodSeconds` by reason and field, the most frequent first. */
export function groupErrors(errors: readonly StoredError[], periodSeconds: number, now: number): ErrorGroup[] {
  const partOf = (at: string) => {
    const parts = Math.floor((((now - Date.parse(at)) / 1_000) * TREND_PARTS) / periodSeconds);
    return TREND_PARTS - 1 - Math.min(TREND_PARTS - 1, Math.max(0, parts));
  };
  const groups = new Map<string, ErrorGroup>();
  for (const { code, field, source, received_at, message } of errors) {
    const key = `${code}|${field}`;
    const known = groups.get(key);
    if (!known) {
      const at = { first_at: received_at, last_at: received_at };
      const trend = Array.from({ length: TREND_PARTS }, (_, part) => Number(part === partOf(received_at)));
      groups.set(key, { code, field, count: 1, sources: [source], ...at, message, trend });
      continue;
    }
    known.count += 1;
    known.first_at = received_at;
    const part = partOf(received_at);
    known.trend[part] = (known.trend[part] ?? 0) + 1;
    if (!known.sources.includes(source)) known.sources.push(source);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.code + a.field < b.code + b.field ? -1 : 1));
}
