import type { KeyValueStore } from './types.js';

/** The store of the browser, or one in memory where there is none or where the visitor forbids it. */
export function openStore(chosen: KeyValueStore | null | undefined): KeyValueStore {
  if (chosen) return guarded(chosen);
  try {
    if (chosen === undefined && typeof window !== 'undefined') return guarded(localStorage);
  } catch {
    // Reading `localStorage` itself throws where cookies are blocked.
  }
  const memory = new Map<string, string>();
  return {
    getItem: (key) => memory.get(key) ?? null,
    setItem: (key, value) => void memory.set(key, value),
    removeItem: (key) => void memory.delete(key),
    key: (index) => [...memory.keys()][index] ?? null,
    get length() {
      return memory.size;
    },
  };
}

/** A full store must not break the application: what cannot be kept stays in memory only. */
function guarded(store: KeyValueStore): KeyValueStore {
  return {
    getItem: (key) => store.getItem(key),
    setItem: (key, value) => {
      try {
        store.setItem(key, value);
      } catch {
        store.removeItem(key);
      }
    },
    removeItem: (key) => store.removeItem(key),
    key: (index) => store.key(index),
    get length() {
      return store.length;
    },
  };
}
