import { deriveUuid } from '../event/uuid.js';
import type { EventStep } from '../ingest-request.type.js';

/** Gives an id to an event that has none: derived from the request's idempotency key, else new (UUIDv7). */
export function putEventId(nextId: () => string): EventStep {
  return ({ event, index }, { sender }) => {
    if (event && event.eventId === '') {
      const { source, idempotencyKey } = sender;
      event.eventId = idempotencyKey === undefined ? nextId() : deriveUuid(source, idempotencyKey, index);
    }
    return undefined;
  };
}
