import type { ErrorCode } from '@argus/contract';
import { getJson, sendJson } from './http.js';

export interface StoredError {
  error_id: string;
  received_at: string;
  source: string;
  code: ErrorCode;
  field: string;
  message: string;
  /** The event as it was received. */
  event: unknown;
}

export interface ErrorPage {
  errors: StoredError[];
  next_cursor: string | null;
}

export interface ErrorFilter {
  source: string;
  code: string;
  field: string;
  from: string;
}

export const fetchErrors = (filter: ErrorFilter, limit: number, cursor: string, signal?: AbortSignal) =>
  getJson<ErrorPage>('/errors', { ...filter, limit, cursor }, signal);

/** What became of refused events that were sent through the pipeline again. */
export interface Replay {
  events: number;
  accepted: number;
  duplicates: number;
  /** Still wrong. */
  rejected: number;
  /** Kept in part only: they cannot be sent again. */
  incomplete: number;
}

const REPLAY_AT_MOST = 10_000;

/** Sends the events behind some errors again; a dry run only says what would become of them. */
export function replayErrors(filter: ErrorFilter, isDryRun: boolean): Promise<Replay> {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
  return sendJson<Replay>('POST', '/errors/replay', { filter: given, limit: REPLAY_AT_MOST, dry_run: isDryRun });
}
