import type { PlanMode } from '../ingest/event/judge-event.js';

/** What may be set for one source; everything has a default. */
export interface SourceSettings {
  /** What is done about payloads that break the tracking plan; default `enforce`. */
  tracking_plan: PlanMode;
  /** Whether event types that the plan does not know are refused; default false. */
  strict: boolean;
  /** Event types that a strict source takes, as `name` or `category/name`; default: all of the plan. */
  allowed_types: ReadonlySet<string> | undefined;
  /** Whether more than ten page views of a user at one instant are refused; default true. */
  refuse_bursts: boolean;
  /** Whether crawlers that name themselves are refused; default true. */
  refuse_crawlers: boolean;
  /** Origins of web pages that may send events, besides local ones; default none. */
  origins: readonly string[];
  /** Events in the throttling period; default THROTTLE_LIMIT, 0 turns throttling off. */
  throttle_limit: number | undefined;
  /** Bytes of bodies in the throttling period; default THROTTLE_BYTES, 0 sets no limit. */
  throttle_bytes: number | undefined;
}

export const DEFAULT_SETTINGS: SourceSettings = {
  tracking_plan: 'enforce',
  strict: false,
  allowed_types: undefined,
  refuse_bursts: true,
  refuse_crawlers: true,
  origins: [],
  throttle_limit: undefined,
  throttle_bytes: undefined,
};
