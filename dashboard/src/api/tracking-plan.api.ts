import { getJson, sendJson, withParams } from './http.js';

/** What is said of an event type besides its category and name. */
export interface PlanRules {
  description?: string;
  /** Such an event needs a page URL; the error names this field where it is missing. */
  page_url_required_as?: string;
  /** JSON Schema (draft 7) of the event's data. */
  schema: Record<string, unknown>;
}

export interface EventType {
  category: string;
  name: string;
}

/** The rules of one event type. */
export interface PlanEntry extends PlanRules, EventType {
  /** Whether it ships with Argus; one of this installation's own for the same type stands in its place. */
  built_in?: boolean;
}

const pathOf = ({ category, name }: EventType) =>
  withParams(`/tracking-plan/${encodeURIComponent(name)}`, { category });

export async function fetchTrackingPlan(signal?: AbortSignal): Promise<PlanEntry[]> {
  const { entries } = await getJson<{ entries: PlanEntry[] }>('/tracking-plan', {}, signal);
  return entries;
}

/** Rules that would fit what was sent, for the types that have none. */
export async function fetchSuggestions(source: string, signal?: AbortSignal): Promise<PlanEntry[]> {
  const path = '/tracking-plan/suggestions';
  const { suggestions } = await getJson<{ suggestions: PlanEntry[] }>(path, { source }, signal);
  return suggestions;
}

export const putRules = (type: EventType, rules: PlanRules) => sendJson<PlanEntry>('PUT', pathOf(type), rules);

export const deleteRules = (type: EventType) => sendJson<void>('DELETE', pathOf(type));
