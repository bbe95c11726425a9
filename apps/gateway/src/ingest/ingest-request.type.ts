import type { FieldError } from '@argus/contract';
import type { ClaimBatch } from '@argus/dedup';
import type { SourceSettings } from '../sources/source-settings.type.js';
import type { Arrival } from './arrival.js';
import type { ParsedBody } from './body/parsed-body.js';

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
  /** The page views that were counted for it (see BurstCounter), so that they can be taken back. */
  views: number[];
}

/** How a step ends an event; an event that no step ends is accepted. */
export type Verdict =
  | { outcome: 'invalid' | 'bot'; errors: readonly FieldError[] }
  | { outcome: 'duplicate'; isConflict: boolean };

/** A step judges one event: undefined sends it on to the next step. Synchronous, so that order is decided by order. */
export type EventStep = (arrival: Arrival, request: IngestRequest) => Verdict | undefined;
