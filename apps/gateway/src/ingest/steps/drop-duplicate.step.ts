import { payloadChecksum } from '../event/payload-checksum.js';
import type { EventStep } from '../ingest-request.type.js';

/** Ends an event whose id was seen before, in this request or an earlier one; with another payload the first one wins. */
export const dropDuplicate: EventStep = ({ event }, { sender, claims }) => {
  if (!event) return undefined;
  const verdict = claims.claim(sender.source, event.eventId, payloadChecksum(event));
  if (verdict === 'new') return undefined;
  return { outcome: 'duplicate', eventId: event.eventId, isConflict: verdict === 'conflict' };
};
