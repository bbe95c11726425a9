import type { TableSize } from '../api/storage.api.js';
import { formatCount } from '../format/number.format.js';

/**
 * How long a table's rows are kept, in words. The API names an oldest row only where retention is a matter of settings;
 * other tables (of housekeeping, or with an end of their own) have no word here rather than a wrong one.
 */
export function keptWords({ kept_days: days, oldest }: Pick<TableSize, 'kept_days' | 'oldest'>): string {
  if (days === null) return oldest === null ? '–' : 'for ever';
  return `${formatCount(days)} ${days === 1 ? 'day' : 'days'}`;
}
