import type { ClientEvent, ClientFieldError, ClientOptions } from './types.js';

/** What came back for a request; status 0: nothing did. */
export interface Reply {
  status: number;
  retryAfterMs?: number | undefined;
  event_ids?: (string | null)[];
  errors?: ({ index?: number } & ClientFieldError)[];
}

/** A server that takes the request and never answers must not stop the queue. */
const PATIENCE_MS = 30_000;

export type Send = (events: ClientEvent[], keepalive?: boolean) => Promise<Reply>;

/** Sends events by `fetch`, not by a beacon: a beacon can neither carry a key nor tell the answer. */
export function createSend({ url, key, source }: ClientOptions): Send {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (key) headers['authorization'] = `Bearer ${key}`;
  if (source) headers['x-source'] = source;
  return async (events, keepalive = false) => {
    try {
      const body = JSON.stringify(events);
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const init = { method: 'POST', headers, body, keepalive, signal };
      const response = await fetch(`${url.replace(/\/$/, '')}/events`, init);
      const after = Number(response.headers.get('retry-after') ?? Number.NaN);
      const answer = (await response.json().catch(() => ({}))) as Partial<Reply>;
      return { ...answer, status: response.status, retryAfterMs: after >= 0 ? after * 1_000 : undefined };
    } catch {
      return { status: 0 };
    }
  };
}
