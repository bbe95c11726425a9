import type { IncomingHttpHeaders } from 'node:http';
import { sessionKey } from './session-cookie.js';

/**
 * The key that a request presents: `Authorization: Bearer KEY`, `Authorization: Token KEY` or `X-Api-Key: KEY`; else the one
 * that the dashboard's session keeps. Pure.
 */
export function presentedKey({ authorization, cookie, 'x-api-key': apiKey }: IncomingHttpHeaders): string | undefined {
  if (typeof apiKey === 'string' && apiKey !== '') return apiKey;
  const bearer = /^(?:Bearer|Token)\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
  return bearer ?? (authorization === undefined ? sessionKey(cookie) : undefined);
}
