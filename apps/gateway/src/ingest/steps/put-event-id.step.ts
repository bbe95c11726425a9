import { deriveUuid } from '../event/uuid.js';
import type { EventStep } from '../ingest-request.type.js';

/** Gives an id to an event that has none: derived from the request's idempotency key, else new (UUIDv7). */
export function putEventId(nextId: () => string): EventStep {
  return (arrival, { sender }) => {
    if (arrival.hasId) return undefined;
    const { source, idempotencyKey } = sender;
    arrival.setId(idempotencyKey === undefined ? nextId() : deriveUuid(source, idempotencyKey, arrival.index));
    return undefined;
  };
}
