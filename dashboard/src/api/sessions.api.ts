import type { EventRow } from '@argus/contract';
import { getJson } from './http.js';

export interface Session {
  session_id: string;
  sources: string[];
  user_ids: string[];
  started_at: string;
  ended_at: string;
  duration_ms: number;
  entry_page: string | null;
  exit_page: string | null;
  /** Oldest first. */
  events: EventRow[];
  next_cursor: string | null;
}

export const fetchSession = (id: string, source: string, cursor: string, signal?: AbortSignal) =>
  getJson<Session>(`/sessions/${encodeURIComponent(id)}`, { source, cursor }, signal);
