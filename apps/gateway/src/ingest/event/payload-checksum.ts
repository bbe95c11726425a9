import { crc32 } from 'node:zlib';
import type { AcceptedEvent } from '@argus/contract';

/**
 * Tells two payloads under one id apart. The time is no part of it: where the server made it, a retry gets another, and
 * after a restart nobody knows any more who made it. Pure.
 */
export function payloadChecksum({ userId, sessionId, category, name, pageUrl, data }: AcceptedEvent): number {
  return crc32(`${userId}\0${sessionId}\0${category}\0${name}\0${pageUrl}\0${data}`);
}
