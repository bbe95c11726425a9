import type { Place } from '../world/people.js';
import type { Element, Page } from '../world/site.js';

/** What a person did, before it is put into the words of a dialect. */
export type Deed =
  | { kind: 'view'; page: Page }
  | { kind: 'click'; page: Page; element: Element }
  | { kind: 'location'; page: Page; place: Place }
  | { kind: 'submit'; page: Page; form: { first_name: string; last_name: string } };

/** Who did it and when; without a time the gateway puts its own. */
export interface Stamp {
  eventId: string;
  userId: string | undefined;
  sessionId: string | undefined;
  /** Microseconds since the epoch. */
  timestampUs: number | undefined;
}
