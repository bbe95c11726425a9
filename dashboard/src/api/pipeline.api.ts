import type { Outcome } from '@argus/contract';
import { getJson, getText, sendJson } from './http.js';

export type OutcomeCounts = Partial<Record<Outcome | 'received' | 'conflicting', number>>;

/** `GET /outcomes`: how every event that ever arrived has ended. */
export interface Outcomes {
  sources: Record<string, OutcomeCounts>;
  totals: OutcomeCounts;
  adds_up: boolean;
}

/** How fast the queue is drained into ClickHouse. */
export interface Consumption {
  paused: boolean;
  /** null: as fast as ClickHouse takes them. */
  max_events_per_second: number | null;
}

export const fetchOutcomes = (signal?: AbortSignal) => getJson<Outcomes>('/outcomes', {}, signal);

export const fetchConsumption = (signal?: AbortSignal) => getJson<Consumption>('/admin/consumption', {}, signal);

export const changeConsumption = (change: Partial<Consumption>) =>
  sendJson<Consumption>('PATCH', '/admin/consumption', change);

export const fetchMetrics = (signal?: AbortSignal) => getText('/metrics', signal);
