import { getJson } from './http.js';

/** The rules of one event type. */
export interface PlanEntry {
  category: string;
  name: string;
  description?: string;
  /** JSON Schema of the event's data. */
  schema: Record<string, unknown>;
}

export async function fetchTrackingPlan(signal?: AbortSignal): Promise<PlanEntry[]> {
  const { entries } = await getJson<{ entries: PlanEntry[] }>('/tracking-plan', {}, signal);
  return entries;
}
