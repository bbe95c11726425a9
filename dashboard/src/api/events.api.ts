import type { EventRow } from '@argus/contract';
import { getJson } from './http.js';

export interface EventFilter {
  source: string;
  session_id: string;
  user_id: string;
  category: string;
  name: string;
  /** ISO instants, inclusive; empty means open. */
  from: string;
  to: string;
  order: 'asc' | 'desc';
}

export interface EventPage {
  events: EventRow[];
  next_cursor: string | null;
}

export const fetchEvents = (filter: EventFilter, limit: number, cursor: string, signal?: AbortSignal) =>
  getJson<EventPage>('/events', { ...filter, limit, cursor }, signal);

export const fetchEvent = (id: string, signal?: AbortSignal) =>
  getJson<EventRow>(`/events/${encodeURIComponent(id)}`, {}, signal);
