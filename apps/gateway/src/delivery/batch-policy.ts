import type { CutLimits } from '@argus/queue';

/** How batches are cut: many rows in an insert cost little more than few (an insert costs 40 to 50 ms whatever its size). */
export const BATCH = { intervalMs: 250, maxRows: 50_000, maxBytes: 16 * 1024 * 1024 } as const;

/** What the decision rests on. Times in milliseconds of one clock. */
export interface CutSituation {
  nowMs: number;
  /** When the last insert began; -Infinity before the first. */
  lastBeganMs: number;
  /** What waits, durable, after the last cut. */
  waiting: { frames: number; rows: number; bytes: number };
  /** How many rows the operator's rate allows now; Infinity without a limit. */
  allowedRows: number;
}

export type CutDecision = { action: 'cut'; limits: CutLimits } | { action: 'wait'; ms: number } | { action: 'idle' };

/**
 * At once when the last insert began 250 ms ago or more; earlier only with a full batch. So a quiet service shows an
 * event at once, and a busy one makes at most four small inserts a second. Pure.
 */
export function decideCut({ nowMs, lastBeganMs, waiting, allowedRows }: CutSituation): CutDecision {
  if (waiting.frames === 0) return { action: 'idle' };
  const limits = { maxRows: Math.min(BATCH.maxRows, Math.floor(allowedRows)), maxBytes: BATCH.maxBytes };
  const isFull = isFullBatch(waiting) && limits.maxRows === BATCH.maxRows;
  const restMs = isFull ? 0 : lastBeganMs + BATCH.intervalMs - nowMs;
  if (restMs > 0) return { action: 'wait', ms: restMs };
  return limits.maxRows < 1 ? { action: 'wait', ms: BATCH.intervalMs } : { action: 'cut', limits };
}

/** Whether there is enough for a batch that need not wait for more. */
export const isFullBatch = ({ rows, bytes }: { rows: number; bytes: number }): boolean =>
  rows >= BATCH.maxRows || bytes >= BATCH.maxBytes;
