import type { Reply } from './transport.js';
import type { ClientEvent, Verdict } from './types.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** Nobody asks for longer and means it; timers of more than 24 days fire at once. */
const LONGEST_ASKED_MS = 3_600_000;

/** What a reply means for one event: how it ended, or the event to send instead of it. */
export type Judgement = { verdict: Verdict } | { instead: ClientEvent };

/** Judges a reply that speaks of the single events (202, 400); undefined for all others, after which everything is sent again. */
export function judge(reply: Reply, events: ClientEvent[]): Map<ClientEvent, Judgement> | undefined {
  if (reply.status !== 202 && reply.status !== 400) return undefined;
  return new Map(events.map((event, index) => [event, judgeOne(reply, event, index)]));
}

function judgeOne({ status, errors = [], event_ids: ids }: Reply, event: ClientEvent, index: number): Judgement {
  if (status === 202 && ids?.[index] !== null) return { verdict: { event, outcome: 'accepted', errors: [] } };
  // An error without an index concerns the request as a whole.
  const own = errors.filter((error) => (error.index ?? index) === index);
  if (event.timestamp && own.length === 1 && own[0]?.code === 'in_the_future') {
    // The clock of this device is wrong, the event is not: the gateway may put its own time.
    const { timestamp: _, ...timeless } = event;
    return { instead: timeless };
  }
  return { verdict: { event, outcome: 'rejected', errors: own } };
}

/**
 * Milliseconds until the next try after `failures` in a row: what the gateway asked for, else exponential with full jitter.
 * `random` is from 0 to 1, and spreads the clients, which all lost the same gateway at the same moment.
 */
export function waitMs(reply: Reply, failures: number, random: number): number {
  if (reply.retryAfterMs !== undefined) return Math.min(LONGEST_ASKED_MS, reply.retryAfterMs) + random * FIRST_WAIT_MS;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (0.5 + random / 2);
}
