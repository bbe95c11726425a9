import type { Gateway } from '../shared/gateway.js';

/** Browsers open six connections per host name; so many names carry 10,000 requests per second also when each takes 8 ms. */
const NAMES = 15;
const PATIENCE_MS = 2_000;
/** An event that is fine, so that a console shows no error; as a dry run it is judged and not stored. */
const TRIAL = JSON.stringify([{ name: 'trial', user_id: 'generator' }]);

/**
 * Further names under which a gateway on this machine can be reached: `x.localhost` is this machine in most browsers (RFC 6761).
 * None for a gateway elsewhere, which has just its own name.
 */
export function furtherNames(url: string): string[] {
  const { protocol, hostname, port } = new URL(url);
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol !== 'http:' || !isHere) return [];
  return Array.from({ length: NAMES }, (_, n) => `http://lane-${n + 1}.localhost${port && `:${port}`}`);
}

/** The addresses over which requests can really be sent: the gateway's own, and those of its further names that answer. */
export async function openOrigins({ url }: Gateway): Promise<string[]> {
  const found = await Promise.all(furtherNames(url).map(async (origin) => ((await answers(origin)) ? [origin] : [])));
  return [url, ...found.flat()];
}

/** Any answer that the page may read will do: it means that name, policy and gateway let it through. */
async function answers(origin: string): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    await fetch(`${origin}/events?dry_run=true`, { method: 'POST', headers, body: TRIAL, signal });
    return true;
  } catch {
    return false;
  }
}
