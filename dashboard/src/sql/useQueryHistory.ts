import { useStorage } from '@vueuse/core';

export interface PastQuery {
  sql: string;
  /** Milliseconds since the epoch. */
  at: number;
}

const KEPT = 50;

/** The queries that were run in this browser, newest first, each once. */
export function useQueryHistory() {
  const past = useStorage<PastQuery[]>('argus-sql-history', []);
  function remember(sql: string): void {
    past.value = [{ sql, at: Date.now() }, ...past.value.filter((query) => query.sql !== sql)].slice(0, KEPT);
  }
  return { past, remember, forget: () => (past.value = []) };
}
