import type { CutLimits } from '@argus/queue';

/**
 * How batches are cut. An insert costs about 100 ms of processor whatever its size, plus 3 us a row: while events pour in,
 * fewer and larger inserts store more of them, and nothing is shown later than a second plus the insert.
 */
export const BATCH = {
  intervalMs: 250,
  /** The interval while more than `busyPerSecond` rows a second come in, and a quarter of a second's worth is there. */
  busyIntervalMs: 1_000,
  busyPerSecond: 100_000,
  busyRows: 25_000,
  maxRows: 200_000,
  maxBytes: 64 * 1024 * 1024,
} as const;

/** What the decision rests on. Times in milliseconds of one clock. */
export interface CutSituation {
  nowMs: number;
  /** When the last insert began; -Infinity before the first. */
  lastBeganMs: number;
  /** What waits, durable, after the last cut. */
  waiting: { frames: number; rows: number; bytes: number };
  /** Rows that came in lately, a second. */
  arrivingPerSecond: number;
  /** How many rows the operator's rate allows now; Infinity without a limit. */
  allowedRows: number;
}

export type CutDecision = { action: 'cut'; limits: CutLimits } | { action: 'wait'; ms: number } | { action: 'idle' };

/**
 * At once when the last insert began 250 ms ago or more (1,000 while very much comes in); earlier only with a full batch.
 * So a quiet service shows an event at once, a busy one makes at most four small inserts a second, and the last ones of a
 * flood do not wait for more that does not come. Pure.
 */
export function decideCut(situation: CutSituation): CutDecision {
  const { nowMs, lastBeganMs, waiting, allowedRows } = situation;
  if (waiting.frames === 0) return { action: 'idle' };
  const limits = { maxRows: Math.min(BATCH.maxRows, Math.floor(allowedRows)), maxBytes: BATCH.maxBytes };
  const isFree = limits.maxRows === BATCH.maxRows;
  const isFull = isFree && isFullBatch(waiting);
  const intervalMs = isFree && isBusy(situation) ? BATCH.busyIntervalMs : BATCH.intervalMs;
  const restMs = isFull ? 0 : lastBeganMs + intervalMs - nowMs;
  if (restMs > 0) return { action: 'wait', ms: restMs };
  return limits.maxRows < 1 ? { action: 'wait', ms: BATCH.intervalMs } : { action: 'cut', limits };
}

const isBusy = ({ waiting, arrivingPerSecond }: CutSituation): boolean =>
  waiting.rows >= BATCH.busyRows && arrivingPerSecond > BATCH.busyPerSecond;

/** Whether there is enough for a batch that need not wait for more. */
export const isFullBatch = ({ rows, bytes }: { rows: number; bytes: number }): boolean =>
  rows >= BATCH.maxRows || bytes >= BATCH.maxBytes;
