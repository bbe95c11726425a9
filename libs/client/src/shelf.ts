import type { ClientEvent, KeyValueStore } from './types.js';
import { uuid } from './uuid.js';

/** Events that outlive the page. */
export interface Shelf {
  /** Whether this page keeps nothing at the moment. */
  readonly isEmpty: boolean;
  /** Keeps these, or the newest of them where the store is full; none clears it. */
  keep(events: ClientEvent[]): void;
  /** Takes what any page of this site has left behind. */
  takeAll(): ClientEvent[];
}

/**
 * Every page keeps its events under a key of its own, and any page takes all keys. Two open pages may so send the same event,
 * which its id makes harmless; no lock, and no page that dies, can make one lost.
 */
export function createShelf(store: KeyValueStore, space: string): Shelf {
  const prefix = `argus.queue ${space} `;
  const own = prefix + uuid();
  let isEmpty = true;
  return {
    get isEmpty() {
      return isEmpty;
    },
    keep(events) {
      isEmpty = events.length === 0;
      if (isEmpty) store.removeItem(own);
      // A store that is full keeps nothing of a text: then the newer half may fit.
      for (let most = events.length; most > 0; most >>= 1) {
        store.setItem(own, JSON.stringify(events.slice(-most)));
        if (store.getItem(own)) break;
      }
    },
    takeAll() {
      const keys = Array.from({ length: store.length }, (_, i) => store.key(i)).filter((key) =>
        key?.startsWith(prefix),
      );
      return keys.flatMap((key) => {
        const text = store.getItem(key ?? '');
        store.removeItem(key ?? '');
        return parse(text);
      });
    },
  };
}

function parse(text: string | null): ClientEvent[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? (value as ClientEvent[]) : [];
  } catch {
    return [];
  }
}
