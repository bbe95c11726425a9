import { type Arrival, TEXT } from '../arrival.js';
import type { BurstCounter } from '../bots/burst-counter.js';
import { isCrawler } from '../bots/crawlers.js';
import type { EventStep, IngestRequest, Verdict } from '../ingest-request.type.js';

const bot = (field: string, message: string): Verdict => ({
  outcome: 'bot',
  errors: [{ field, code: 'bot', message }],
});

/** Whether this is one page view too many; of the user, or of the session where there is none. */
function isTooMany(
  bursts: BurstCounter,
  { text, at, timestampUs }: Arrival,
  { sender, views }: IngestRequest,
): boolean {
  const hasUser = (at[TEXT.userId + 1] as number) > (at[TEXT.userId] as number);
  const who = hasUser ? TEXT.userId : TEXT.sessionId;
  bursts.of(sender.source, hasUser ? 'user' : 'session', text, at[who] as number, at[who + 1] as number, timestampUs);
  views.push(bursts.high, bursts.low);
  return bursts.isTooMany();
}

/**
 * Refuses what no human did: crawlers that name themselves, and page views of one user at one instant beyond the tenth.
 * Comes after the duplicates, which must not count; an id that is refused here is not remembered.
 */
export function refuseBot(bursts: BurstCounter): EventStep {
  return (arrival, request) => {
    const { source, settings, userAgent } = request.sender;
    let verdict: Verdict | undefined;
    if (settings.refuse_crawlers && isCrawler(userAgent)) {
      verdict = bot('', 'The sender names itself a crawler in User-Agent. Crawlers are not counted as users.');
    } else if (arrival.hasOwnTimestamp && arrival.isView && settings.refuse_bursts) {
      if (isTooMany(bursts, arrival, request)) {
        verdict = bot('timestamp', 'More than 10 page views of this user have the same timestamp: no human does that.');
      }
    }
    if (verdict) request.claims.release(source, arrival.id);
    return verdict;
  };
}

/** Takes the page views of a request that was not stored after all out of the count: its retry must not count twice. */
export function forgetViews(bursts: BurstCounter, { views }: IngestRequest): void {
  for (let i = 0; i < views.length; i += 2) bursts.forget(views[i] as number, views[i + 1] as number);
}
