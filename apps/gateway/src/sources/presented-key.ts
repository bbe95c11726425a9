import type { IncomingHttpHeaders } from 'node:http';

/** The key that a request presents: `Authorization: Bearer KEY`, `Authorization: Token KEY` or `X-Api-Key: KEY`. Pure. */
export function presentedKey({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders): string | undefined {
  if (typeof apiKey === 'string' && apiKey !== '') return apiKey;
  return /^(?:Bearer|Token)\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
}
