import type { AcceptedEvent, FieldError } from '@argus/contract';
import type { ClaimBatch } from '@argus/dedup';
import type { SourceSettings } from '../sources/source-settings.type.js';
import type { ParsedBody } from './body/parsed-body.type.js';

/** Where events come from, as far as the steps must know. */
export interface Sender {
  source: string;
  settings: SourceSettings;
  userAgent: string;
  /** Up to 200 characters, or undefined. */
  idempotencyKey: string | undefined;
}

/** One request on its way through the pipeline. */
export interface IngestRequest {
  sender: Sender;
  body: ParsedBody;
  /** Microseconds since the epoch. */
  receivedAtUs: number;
  claims: ClaimBatch;
}

/** One event of a request on its way through the steps; each step reads what those before it put in. */
export interface Arrival {
  /** Its place in the request, from 0. */
  readonly index: number;
  /** As parsed, before anything was judged. */
  readonly item: unknown;
  event: AcceptedEvent | undefined;
  hasOwnTimestamp: boolean;
  /** Whether it took part in the count of page views at one instant. */
  isCountedView: boolean;
  warnings: readonly FieldError[];
}

/** How a step ends an event; an event that no step ends is accepted. */
export type Verdict =
  | { outcome: 'invalid' | 'bot'; errors: readonly FieldError[] }
  | { outcome: 'duplicate'; eventId: string; isConflict: boolean };

/** A step judges one event: undefined sends it on to the next step. Synchronous, so that order is decided by order. */
export type EventStep = (arrival: Arrival, request: IngestRequest) => Verdict | undefined;
