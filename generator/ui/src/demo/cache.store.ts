import type { KeyValueStore } from '@argus/client';

const CACHE = 'argus-demo';
const ENTRY = '/argus-demo-store';

/** A store with the shape of `localStorage`, which service workers lack; `saved` resolves when it is on disk. */
export interface CacheStore extends KeyValueStore {
  saved(): Promise<void>;
}

/** Reads what an earlier life of the service worker kept in the Cache API, and writes every change through to it. */
export async function openCacheStore(): Promise<CacheStore> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(ENTRY);
  const map = new Map(kept ? Object.entries((await kept.json()) as Record<string, string>) : []);
  let saving = Promise.resolve();
  const save = () => {
    // One write after the other, or an older one might win.
    saving = saving.then(() => cache.put(ENTRY, Response.json(Object.fromEntries(map))));
  };
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem(key, value) {
      map.set(key, value);
      save();
    },
    removeItem(key) {
      if (map.delete(key)) save();
    },
    key: (index) => [...map.keys()][index] ?? null,
    get length() {
      return map.size;
    },
    saved: () => saving,
  };
}
