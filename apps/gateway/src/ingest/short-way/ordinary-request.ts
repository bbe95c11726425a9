import type { IncomingMessage } from 'node:http';
import { LIMITS } from '@argus/contract';
import type { BodyForm } from '../body/parse-body.js';

const PATHS = new Set(['/events', '/api/events']);

/** As senders write them; every other spelling, also of these types, is judged on the long way. */
const FORMS = new Map<string | undefined, BodyForm>([
  ['application/json', 'json'],
  ['application/json; charset=utf-8', 'json'],
  ['application/x-ndjson', 'ndjson'],
]);

/**
 * How the events stand in the body of an ordinary request: plain, no longer than allowed, of a length that is said in
 * advance, without parameters, and not from a page of a browser. Undefined for every other request. Pure.
 */
export function ordinaryForm({ method, url, headers }: IncomingMessage): BodyForm | undefined {
  if (method !== 'POST' || url === undefined || !PATHS.has(url)) return undefined;
  if (headers.origin !== undefined || headers['content-encoding'] !== undefined) return undefined;
  if (headers['transfer-encoding'] !== undefined) return undefined;
  const bytes = Number(headers['content-length'] ?? 0);
  return bytes > 0 && bytes <= LIMITS.bodyBytes ? FORMS.get(headers['content-type']) : undefined;
}
