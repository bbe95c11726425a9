import type { EventStep, Verdict } from '../ingest-request.type.js';

const DUPLICATE: Verdict = { outcome: 'duplicate', isConflict: false };
const CONFLICT: Verdict = { outcome: 'duplicate', isConflict: true };

/** Ends an event whose id was seen before, in this request or an earlier one; with another payload the first one wins. */
export const dropDuplicate: EventStep = (arrival, { sender, claims }) => {
  const verdict = claims.claim(sender.source, arrival.id, arrival.checksum());
  if (verdict === 'new') return undefined;
  return verdict === 'conflict' ? CONFLICT : DUPLICATE;
};
