import type { AcceptedEvent, AppendFrame, FieldError, RejectedEvent } from '@argus/contract';
import { asReceived } from './event/as-received.js';
import type { IngestRequest } from './ingest-request.type.js';
import type { Judgement } from './pipeline.js';

/** Beyond so many wrong fields in one request an event is recorded with its first one only: 10 MiB can hold 500,000. */
const DETAILED_ERRORS = 10_000;

/**
 * All that one request adds to the queue: accepted events, what was refused and why, and how many ended in which way.
 * What was refused by `warn` rules is recorded too, although the event was accepted. Pure but for the ids.
 */
export function buildFrame(
  request: IngestRequest,
  { arrivals, verdicts }: Judgement,
  nextId: () => string,
): AppendFrame {
  const events: AcceptedEvent[] = [];
  const rejections: RejectedEvent[] = [];
  const outcomes = { accepted: 0, duplicate: 0, invalid: 0, bot: 0, conflicting: 0 };
  let recorded = 0;
  const record = (item: unknown, errors: readonly FieldError[]) => {
    const kept = recorded < DETAILED_ERRORS ? errors : errors.slice(0, 1);
    recorded += kept.length;
    rejections.push({ event: asReceived(item), fields: kept.map((error) => ({ errorId: nextId(), ...error })) });
  };
  for (const [index, { item, event, warnings }] of arrivals.entries()) {
    const verdict = verdicts[index];
    if (verdict === undefined) {
      if (event) events.push(event);
      // With its id, so that a replay of these errors finds the event stored already.
      if (event && warnings.length > 0) record({ ...(item as object), event_id: event.eventId }, warnings);
    } else if (verdict.outcome === 'duplicate') {
      outcomes.duplicate++;
      if (verdict.isConflict) outcomes.conflicting++;
    } else {
      outcomes[verdict.outcome]++;
      record(item, verdict.errors);
    }
  }
  outcomes.accepted = events.length;
  return { source: request.sender.source, receivedAtUs: request.receivedAtUs, events, rejections, outcomes };
}
