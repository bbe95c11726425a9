import type { IndexedFieldError } from './error-code.js';

/** The answer of `POST /events`; accepted + duplicates + rejected = events sent. */
export interface IngestAnswer {
  accepted: number;
  duplicates: number;
  rejected: number;
  /** One entry per event of the request, null where rejected. */
  event_ids: (string | null)[];
  errors: IndexedFieldError[];
}
