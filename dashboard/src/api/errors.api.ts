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

export const replayErrors = (body: Record<string, unknown>) => sendJson<unknown>('POST', '/errors/replay', body);
