import type { FieldError } from './error-code.js';
import type { AppendOutcomes } from './outcome.js';

/** An event as clients get it back (`GET /events`); times are ISO 8601 in UTC with milliseconds. */
export interface EventRow {
  event_id: string;
  source: string;
  timestamp: string;
  received_at: string;
  user_id: string;
  session_id: string;
  category: string;
  name: string;
  page_url: string;
  data: Record<string, unknown>;
}

/** An event that passed every step: what the queue carries. Absent optional fields are empty strings. */
export interface AcceptedEvent {
  /** Canonical lower-case UUID. */
  eventId: string;
  /** Microseconds since the epoch. */
  timestampUs: number;
  userId: string;
  sessionId: string;
  category: string;
  name: string;
  pageUrl: string;
  /** JSON text of an object, `{}` where the client sent none. */
  data: string;
}

/** A wrong field with the id under which it is found again. */
export interface RejectedField extends FieldError {
  /** UUIDv7. */
  errorId: string;
}

/** An event that was refused, as it was received. */
export interface RejectedEvent {
  /** JSON text as received, cut at 16 KiB. */
  event: string;
  fields: RejectedField[];
}

/** What one request adds to the queue, in one durable append. */
export interface AppendFrame {
  source: string;
  /** Microseconds since the epoch, by the gateway's clock. */
  receivedAtUs: number;
  events: AcceptedEvent[];
  rejections: RejectedEvent[];
  outcomes: AppendOutcomes;
}

/** Names of events that count as page views. */
export const PAGE_VIEW_NAMES = ['page_view', 'pageview', 'view'] as const;

/** How a source may be named. */
export const SOURCE_PATTERN = /^[A-Za-z0-9_.-]{1,64}$/;

/** The source of events that name none while no keys are configured. */
export const DEFAULT_SOURCE = 'default';
