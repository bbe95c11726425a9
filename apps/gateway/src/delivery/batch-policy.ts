import type { CutLimits } from '@argus/queue';

/**
 * How batches are cut. An insert costs about 100 ms of processor whatever its size, plus 3 us a row: while events pour in,
 * fewer and larger inserts store more of them, and nothing is shown later than half a second plus the insert.
 */
export const BATCH = {
  intervalMs: 250,
  /**
   * The interval is at least this times as long as the last insert took: where the machine is busy or slow, inserts leave
   * most of it to what answers requests.
   */
  restFactor: 3,
  /** The longest interval, and that of a time in which `busyRows` came within the shortest: more than 100,000 a second. */
  busyIntervalMs: 500,
  busyRows: 25_000,
  maxRows: 100_000,
  maxBytes: 32 * 1024 * 1024,
} as const;

/** What the decision rests on. Times in milliseconds of one clock. */
export interface CutSituation {
  nowMs: number;
  /** When the last insert began; -Infinity before the first. */
  lastBeganMs: number;
  /** How long it took; 0 before the first. */
  lastTookMs: number;
  /** What waits, durable, after the last cut. */
  waiting: { frames: number; rows: number; bytes: number };
  /** How many rows the operator's rate allows now; Infinity without a limit. */
  allowedRows: number;
}

export type CutDecision = { action: 'cut'; limits: CutLimits } | { action: 'wait'; ms: number } | { action: 'idle' };

/**
 * At once when the last insert began 250 ms ago or more (up to 500 where it took long or very much has come since);
 * earlier only with a full batch. So a quiet service shows an event at once, and a busy one makes two to four small inserts
 * a second. Pure.
 */
export function decideCut({ nowMs, lastBeganMs, lastTookMs, waiting, allowedRows }: CutSituation): CutDecision {
  if (waiting.frames === 0) return { action: 'idle' };
  const limits = { maxRows: Math.min(BATCH.maxRows, Math.floor(allowedRows)), maxBytes: BATCH.maxBytes };
  const isFree = limits.maxRows === BATCH.maxRows;
  const isFull = isFree && isFullBatch(waiting);
  const isBusy = isFree && waiting.rows >= BATCH.busyRows;
  const restedMs = Math.max(BATCH.intervalMs, BATCH.restFactor * lastTookMs);
  const intervalMs = isBusy ? BATCH.busyIntervalMs : Math.min(restedMs, BATCH.busyIntervalMs);
  const restMs = isFull ? 0 : lastBeganMs + intervalMs - nowMs;
  if (restMs > 0) return { action: 'wait', ms: restMs };
  return limits.maxRows < 1 ? { action: 'wait', ms: BATCH.intervalMs } : { action: 'cut', limits };
}

/** Whether there is enough for a batch that need not wait for more. */
export const isFullBatch = ({ rows, bytes }: { rows: number; bytes: number }): boolean =>
  rows >= BATCH.maxRows || bytes >= BATCH.maxBytes;
