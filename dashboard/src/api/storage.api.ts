import { getJson } from './http.js';

export interface NextDrop {
  /** `the month 2026-01` or `the day 2026-01-31`. */
  what: string;
  rows: number;
  bytes: number;
  at: string;
}

export interface TableSize {
  table: string;
  rows: number;
  /** On disk: compressed, indexes included. */
  bytes: number;
  /** null without rows. */
  bytes_per_row: number | null;
  parts: number;
  oldest: string | null;
  newest: string | null;
  /** null: for ever, or by a rule of its own. */
  kept_days: number | null;
  next_drop: NextDrop | null;
}

/** `GET /storage`: what is on the disks, the largest table first, and what retention drops next. */
export interface Storage {
  as_of: string;
  total_bytes: number;
  tables: TableSize[];
  queue: { rows: number; bytes: number; max_bytes: number };
  disks: { name: string; free_bytes: number; total_bytes: number }[];
}

export const fetchStorage = (signal?: AbortSignal) => getJson<Storage>('/storage', {}, signal);
