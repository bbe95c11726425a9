import { countedEvents } from './counted-events.js';
import type { EventFilter } from './event-filter.js';
import type { TimeRange } from './fragments.js';
import type { Question } from './question.js';

export interface EventCountRow {
  name: string;
  events: number;
}

/** Events of a range per name; a name whose sums were mended down to nothing is not among them. */
export function eventCounts(range: TimeRange, filter: EventFilter): Question<EventCountRow> {
  const { tables, params } = countedEvents(range, { name: 'name', of: () => 'name' }, filter);
  return {
    name: 'event_counts',
    sql: `SELECT name, sum(n) AS events FROM (${tables.join(' UNION ALL ')}) GROUP BY name HAVING events > 0 ORDER BY events DESC, name`,
    params,
  };
}
