import { hostNameOf, isLocalName, isLoopback } from './address.js';

/** What is known of where a request comes from. */
export interface PageFacts {
  host: string | undefined;
  origin: string | undefined;
  /** Whether the gateway listens beyond loopback without keys (ALLOW_NO_KEYS). */
  isOpen: boolean;
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** Whether an origin is a page of this machine. Pure. */
export function isLocalOrigin(origin: string): boolean {
  const host = originHost(origin);
  return host !== undefined && isLoopback(hostNameOf(host));
}

/** Whether an origin is the gateway itself, by the name that the client used. Pure. */
export const isSameOrigin = (origin: string, host: string | undefined): boolean =>
  host !== undefined && originHost(origin) === host.toLowerCase();

/**
 * Without keys whoever reaches the gateway may use it, and every web page that a person visits can make their browser
 * reach loopback. So a foreign Host (DNS rebinding) or Origin is refused: answers why, or undefined. Pure.
 */
export function foreignPage({ host, origin, isOpen }: PageFacts): string | undefined {
  if (host !== undefined) {
    const name = hostNameOf(host);
    const isKnown = isOpen ? isLocalName(name) : isLoopback(name);
    if (!isKnown) return `the Host "${host.slice(0, 100)}" is not this machine`;
  }
  if (origin === undefined || isLocalOrigin(origin) || isSameOrigin(origin, host)) return undefined;
  return `the Origin "${origin.slice(0, 100)}" is a web page of another site`;
}
