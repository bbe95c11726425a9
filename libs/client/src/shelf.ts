import type { ClientEvent, KeyValueStore } from './types.js';
import { uuid } from './uuid.js';

/** Events that outlive the page. */
export interface Shelf {
  /** Whether this page keeps nothing at the moment. */
  readonly isEmpty: boolean;
  /** Keeps exactly these; none clears it. */
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
      else store.setItem(own, JSON.stringify(events));
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
