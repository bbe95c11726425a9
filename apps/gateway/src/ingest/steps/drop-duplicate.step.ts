import { crc32 } from 'node:zlib';
import type { Arrival, EventStep } from '../ingest-request.type.js';

/** Tells two payloads under one id apart. A time that the server made is no part of it: a retry gets another. */
function checksum({ event, hasOwnTimestamp }: Arrival): number {
  if (!event) return 0;
  const { timestampUs, userId, sessionId, category, name, pageUrl, data } = event;
  const time = hasOwnTimestamp ? timestampUs : '';
  return crc32(`${time}\0${userId}\0${sessionId}\0${category}\0${name}\0${pageUrl}\0${data}`);
}

/** Ends an event whose id was seen before, in this request or an earlier one; with another payload the first one wins. */
export const dropDuplicate: EventStep = (arrival, { sender, claims }) => {
  const { event } = arrival;
  if (!event) return undefined;
  const verdict = claims.claim(sender.source, event.eventId, checksum(arrival));
  if (verdict === 'new') return undefined;
  return { outcome: 'duplicate', eventId: event.eventId, isConflict: verdict === 'conflict' };
};
