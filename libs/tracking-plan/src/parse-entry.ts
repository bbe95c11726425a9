import type { PlanEntry } from './plan-entry.type.js';
import { PlanEntryError } from './compile-entry.js';

const KNOWN = new Set(['category', 'name', 'description', 'page_url_required_as', 'schema']);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads an entry that came from a file or a request; throws PlanEntryError naming what is wrong. Pure. */
export function parseEntry(value: unknown): PlanEntry {
  if (!isRecord(value)) throw new PlanEntryError('An entry of the tracking plan must be a JSON object.');
  const { category = '', name, description, page_url_required_as: pageUrlField, schema = {} } = value;
  const unknown = Object.keys(value).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) throw new PlanEntryError(`"${unknown}" is not known in an entry of the tracking plan.`);
  if (typeof name !== 'string' || name === '' || name.length > 100) {
    throw new PlanEntryError('"name" must be a string of 1 to 100 characters.');
  }
  if (typeof category !== 'string' || category.length > 100) {
    throw new PlanEntryError('"category" must be a string of at most 100 characters.');
  }
  if (!isRecord(schema)) throw new PlanEntryError('"schema" must be a JSON Schema of the event\'s data.');
  const entry: PlanEntry = { category, name, schema };
  if (typeof description === 'string') entry.description = description;
  else if (description !== undefined) throw new PlanEntryError('"description" must be a string.');
  if (typeof pageUrlField === 'string') entry.page_url_required_as = pageUrlField;
  else if (pageUrlField !== undefined) throw new PlanEntryError('"page_url_required_as" must name a field.');
  return entry;
}
