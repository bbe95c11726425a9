import { isIP } from 'node:net';

/** The name in a Host header or origin, without port and brackets, in lower case. Pure. */
export function hostNameOf(host: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(host);
  return (bracketed?.[1] ?? host.replace(/:\d+$/, '')).toLowerCase();
}

/** Whether an address or name always means this machine. Pure. */
export function isLoopback(name: string): boolean {
  const plain = name.startsWith('[') ? name.slice(1, -1) : name.toLowerCase();
  if (plain === 'localhost' || plain.endsWith('.localhost') || plain === '::1') return true;
  return isIP(plain) === 4 && plain.startsWith('127.');
}

/**
 * Whether a name cannot be made to point here by a stranger: addresses, and names without a dot, which only a local
 * resolver knows. A public name can (DNS rebinding), and then a web page of that name would be "same origin". Pure.
 */
export const isLocalName = (name: string): boolean => isLoopback(name) || isIP(name) !== 0 || !name.includes('.');
