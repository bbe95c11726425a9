import { createHash } from 'node:crypto';
import type { PersonalTable, Traces } from '@argus/clickhouse';

/** What a job does at the moment; each state is durable before its work begins. */
export type ErasureState = 'draining' | 'erasing' | 'compacting' | 'done';

/** The erasure of one person, as it is kept on disk. */
export interface ErasureJob {
  job_id: string;
  /** Forgotten when the job is done: the proof must not be the last trace. */
  user_id: string | null;
  /** SHA-256 of the id, hexadecimal: whoever knows the id can find the proof. */
  user_id_sha256: string;
  /** null: of every source. */
  sources: string[] | null;
  state: ErasureState;
  requested_at_ms: number;
  finished_at_ms: number | null;
  /** What was acknowledged by this gateway before the request has queue numbers up to here. */
  queue_id: string;
  queue_through: number;
  /** What was found when the queue was drained, and the span of time of the errors of all rounds. */
  found: Traces | null;
  /** Rows that are left of what was received before the request; all 0 when the job is done. */
  left: Record<PersonalTable, number> | null;
  /** How often it was erased: more than once where something came late, or a rebuild brought it back. */
  rounds: number;
}

export const digestOf = (userId: string): string => createHash('sha256').update(userId).digest('hex');

/** Whether nothing is left. Pure. */
export const isGone = (rows: Record<PersonalTable, number>): boolean => Object.values(rows).every((n) => n === 0);

/** The job at its end. Pure. */
export function finished(job: ErasureJob, left: Record<PersonalTable, number>, nowMs: number): ErasureJob {
  return { ...job, state: 'done', user_id: null, left, finished_at_ms: nowMs };
}

/**
 * What was found first, with a span of time that holds the errors of a later look as well: they were counted in those minutes.
 * Where the first look found nothing, the later one counts. Pure.
 */
export function withTimesOf(first: Traces | null, later: Traces): Traces {
  if (first === null || isGone(first.rows)) return later;
  if (later.firstErrorUs === 0) return first;
  const firstErrorUs = first.firstErrorUs === 0 ? later.firstErrorUs : Math.min(first.firstErrorUs, later.firstErrorUs);
  return { ...first, firstErrorUs, lastErrorUs: Math.max(first.lastErrorUs, later.lastErrorUs) };
}
