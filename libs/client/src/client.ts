import { createIdentity } from './identity.js';
import { createOutbox } from './outbox.js';
import { currentUrl, watchPages } from './pages.js';
import { createShelf } from './shelf.js';
import { openStore } from './store.js';
import { createSend } from './transport.js';
import type { Client, ClientEvent, ClientOptions, EventOptions, Notice } from './types.js';
import { uuid } from './uuid.js';

/** Makes a client. In a browser it sends what waits when the page goes away, and tries again when the network is back. */
export function createClient(options: ClientOptions): Client {
  const { url, source = '', flushMs = 1_000, batch = 50, mostQueued = 1_000 } = options;
  const store = openStore(options.storage);
  const identity = createIdentity(store, options.anonymousId ?? true);
  const listeners = new Set<(notice: Notice) => void>();
  const tell = (notice: Notice) => listeners.forEach((listener) => listener(notice));
  const shelf = createShelf(store, `${url} ${source}`);
  const outbox = createOutbox({ flushMs, batch, mostQueued }, createSend(options), shelf, tell);

  function track(name: string, data?: Record<string, unknown>, extra: EventOptions = {}): string {
    const now = Date.now();
    const event: ClientEvent = {
      event_id: extra.event_id ?? uuid(),
      timestamp: new Date(Number(extra.timestamp ?? now) || now).toISOString(),
      session_id: identity.sessionId(now),
      name,
    };
    const { userId } = identity;
    if (userId) event.user_id = userId;
    if (extra.category) event.category = extra.category;
    const address = extra.page_url ?? currentUrl();
    if (address) event.page_url = address;
    try {
      // A copy, so that every try sends the same; what has no JSON would otherwise stop all that waits behind it.
      if (data) event.data = JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
    } catch (error) {
      const errors = [{ field: 'data', code: 'wrong_type', message: String(error) }];
      tell({ kind: 'verdict', verdict: { event, outcome: 'dropped', errors } });
      return event.event_id;
    }
    outbox.put(event);
    return event.event_id;
  }

  function page(data: Record<string, unknown> = {}, extra?: EventOptions): string {
    const shown = currentUrl();
    const title = shown === undefined ? {} : { title: document.title };
    return track('view', { ...(shown && { url: shown }), ...title, ...data }, extra);
  }

  const undo = typeof window === 'undefined' ? [] : watchPageLife(outbox);
  if (options.autoPages && typeof window !== 'undefined') undo.push(watchPages(() => page()));

  return {
    track,
    page,
    identify: (userId) => identity.identify(userId),
    flush: () => outbox.flush(),
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get pending() {
      return outbox.pending;
    },
    close() {
      undo.forEach((stop) => stop());
      outbox.stop();
      return outbox.flush();
    },
  };
}

/** `pagehide` and not `unload`: phones fire only the former, and it keeps the page in the back-forward cache. */
function watchPageLife({ leave, retryNow }: { leave(): void; retryNow(): void }): (() => void)[] {
  const onHidden = () => document.visibilityState === 'hidden' && leave();
  addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', onHidden);
  addEventListener('online', retryNow);
  return [
    () => removeEventListener('pagehide', leave),
    () => document.removeEventListener('visibilitychange', onHidden),
    () => removeEventListener('online', retryNow),
  ];
}
