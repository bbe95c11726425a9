import type { IngestAnswer, Problem } from '@argus/contract';

/** What came of one try to send a request. */
export type Attempt =
  | { kind: 'answered'; status: number; retryAfterMs: number | undefined; answer: Partial<IngestAnswer & Problem> }
  | { kind: 'unreachable'; reason: string };

/** `Retry-After` (seconds, or a date) as milliseconds from `nowMs`; undefined where absent or unreadable. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** A proxy in between may answer with a page of its own; its status still counts. */
export function parseAnswer(text: string): (Attempt & { kind: 'answered' })['answer'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
