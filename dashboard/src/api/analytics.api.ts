import { getJson } from './http.js';

export type Interval = 'minute' | 'hour' | 'day';

export interface UserSessions {
  user_id: string;
  active_sessions: number;
}

interface PageViews {
  page_url: string;
  views: number;
}

export interface TimePoint {
  /** Start of the bucket. */
  time: string;
  events: number;
  users: number;
  sessions: number;
}

export interface Timeseries {
  interval: Interval;
  timezone: string;
  points: TimePoint[];
  /** Users and sessions are estimates (ranges over 31 days). */
  approximate?: boolean;
}

interface PipelineHealth {
  queued_events: number;
  /** How long the oldest queued event waits; null when none does. */
  oldest_queued_ms: number | null;
  newest_stored_at: string | null;
  clickhouse: 'up' | 'down';
  rejected_24h: number;
  bots_24h: number;
}

/** `GET /analytics/overview`: all of the first page in one answer, of one moment. */
export interface Overview {
  as_of: string;
  active_users: { window_seconds: number; active_users: number };
  top_pages: { window_seconds: number; pages: PageViews[] };
  active_sessions: { window_seconds: number; users: UserSessions[] };
  timeseries: Timeseries;
  events_by_type: Record<string, number>;
  sources: string[];
  pipeline: PipelineHealth;
}

export interface SessionsOfUser {
  window_seconds: number;
  user_id: string;
  active_sessions: number;
  session_ids: string[];
  as_of: string;
}

export interface TimeseriesQuestion {
  from: string;
  to: string;
  interval: Interval;
  timezone: string;
  source: string;
}

export const fetchOverview = (source: string, signal?: AbortSignal) =>
  getJson<Overview>('/analytics/overview', { source }, signal);

export const fetchSessionsOfUser = (userId: string, source: string, signal?: AbortSignal) =>
  getJson<SessionsOfUser>('/analytics/active-sessions', { user_id: userId, source }, signal);

export const fetchTimeseries = (question: TimeseriesQuestion, signal?: AbortSignal) =>
  getJson<Timeseries>('/analytics/timeseries', { ...question }, signal);
