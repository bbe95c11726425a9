import type { PlanEntry, PlanRules } from '../api/tracking-plan.api.js';

/** The rules of an entry as the text that one edits. */
export function rulesText({ description, page_url_required_as, schema }: PlanRules): string {
  return JSON.stringify({ description, page_url_required_as, schema }, null, 2);
}

/** Reads edited rules; a text is what is wrong with them. The gateway judges the schema itself. */
export function parseRules(text: string): PlanRules | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `This is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || !('schema' in (value as object))) return 'The rules are an object with a "schema".';
  return value as PlanRules;
}

/** An event type as a link names it. */
export const typeKey = ({ category, name }: Pick<PlanEntry, 'category' | 'name'>): string =>
  category ? `${category}/${name}` : name;

/** The type of an event as it was received, undefined where it names none. */
export function typeOfReceived(event: unknown): { category: string; name: string } | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const { category, name, event_type } = event as Record<string, unknown>;
  const called = name ?? event_type;
  if (typeof called !== 'string' || called === '') return undefined;
  return { category: typeof category === 'string' ? category : '', name: called };
}
