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
}

/** Groups errors (newest first) by reason and field, the most frequent first. */
export function groupErrors(errors: readonly StoredError[]): ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>();
  for (const { code, field, source, received_at, message } of errors) {
    const key = `${code}|${field}`;
    const known = groups.get(key);
    if (!known) {
      const first = { code, field, count: 1, sources: [source], first_at: received_at, last_at: received_at, message };
      groups.set(key, first);
      continue;
    }
    known.count += 1;
    known.first_at = received_at;
    if (!known.sources.includes(source)) known.sources.push(source);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.code + a.field < b.code + b.field ? -1 : 1));
}
