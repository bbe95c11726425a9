/** What a key may do: send events, read answers, or administer (which includes reading). */
export const SCOPES = ['ingest', 'read', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** A key's source that stands for every source. */
export const ALL_SOURCES = '*';

/** Whether scopes that a key has include one that a route asks for. Pure. */
export const permits = (held: readonly Scope[], needed: Scope): boolean =>
  held.includes(needed) || (needed === 'read' && held.includes('admin'));
