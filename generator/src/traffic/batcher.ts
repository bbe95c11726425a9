import { chance, pick, type Random } from '../world/random.js';
import { CRAWLERS } from './crawlers.js';
import type { EventSource, Expectation } from './source.js';

/** The events of one request, as they go over the wire. */
export interface Batch {
  body: string;
  events: number;
  /** Of a crawler that names itself. */
  userAgent: string | undefined;
  expected: Record<Expectation, number>;
}

/** Cuts a stream of events into requests; a share of the requests comes from crawlers. */
export class Batcher {
  constructor(
    private readonly source: EventSource,
    private readonly random: Random,
    private readonly crawlers: number,
  ) {}

  /** At most `size` events that are due from `timeMs` on, `stepMs` apart; undefined when there are no more. */
  next(size: number, timeMs: number, stepMs: number): Batch | undefined {
    const expected = { accepted: 0, invalid: 0, bot: 0 };
    const userAgent = this.crawlers > 0 && chance(this.random, this.crawlers) ? pick(this.random, CRAWLERS) : undefined;
    const events: unknown[] = [];
    while (events.length < size) {
      // What a crawler sends counts for no burst, so a burst must not be split between it and a person.
      const outgoing = this.source.next(timeMs + events.length * stepMs, userAgent !== undefined);
      if (!outgoing) break;
      events.push(outgoing.event);
      expected[userAgent && outgoing.expected === 'accepted' ? 'bot' : outgoing.expected]++;
    }
    if (events.length === 0) return undefined;
    return { body: JSON.stringify(events), events: events.length, userAgent, expected };
  }
}
