import { type AcceptedEvent, PAGE_VIEW_NAMES } from '@argus/contract';
import type { BurstCounter } from '../bots/burst-counter.js';
import { isCrawler } from '../bots/crawlers.js';
import type { Arrival, EventStep, IngestRequest, Verdict } from '../ingest-request.type.js';

const VIEWS = new Set<string>(PAGE_VIEW_NAMES);

const bot = (field: string, message: string): Verdict => ({
  outcome: 'bot',
  errors: [{ field, code: 'bot', message }],
});

/** NUL keeps sessions apart from users: no id holds it, and most events need no text made for them. */
const userOf = ({ userId, sessionId }: AcceptedEvent): string => (userId === '' ? `\0${sessionId}` : userId);

/**
 * Refuses what no human did: crawlers that name themselves, and page views of one user at one instant beyond the tenth.
 * Comes after the duplicates, which must not count; an id that is refused here is not remembered.
 */
export function refuseBot(bursts: BurstCounter): EventStep {
  return (arrival, { sender, claims }) => {
    const { event, hasOwnTimestamp } = arrival;
    if (!event) return undefined;
    const { source, settings, userAgent } = sender;
    let verdict: Verdict | undefined;
    if (settings.refuse_crawlers && isCrawler(userAgent)) {
      verdict = bot('', 'The sender names itself a crawler in User-Agent. Crawlers are not counted as users.');
    } else if (hasOwnTimestamp && settings.refuse_bursts && VIEWS.has(event.name)) {
      arrival.isCountedView = true;
      if (bursts.isTooMany(source, userOf(event), event.timestampUs)) {
        verdict = bot('timestamp', 'More than 10 page views of this user have the same timestamp: no human does that.');
      }
    }
    if (verdict) claims.release(source, event.eventId);
    return verdict;
  };
}

/** Takes the page views of a request that was not stored after all out of the count: its retry must not count twice. */
export function forgetViews(bursts: BurstCounter, { sender }: IngestRequest, arrivals: readonly Arrival[]): void {
  for (const { event, isCountedView } of arrivals) {
    if (event && isCountedView) bursts.forget(sender.source, userOf(event), event.timestampUs);
  }
}
