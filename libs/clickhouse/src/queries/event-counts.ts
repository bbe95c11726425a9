import { countedEvents } from './counted-events.js';
import type { EventFilter } from './event-filter.js';
import type { TimeRange } from './fragments.js';
import type { Question } from './question.js';

export interface EventCountRow {
  name: string;
  events: number;
}

/** Events of a range per name. */
export function eventCounts(range: TimeRange, filter: EventFilter): Question<EventCountRow> {
  const { tables, params } = countedEvents(range, { name: 'name', of: () => 'name' }, filter);
  return {
    name: 'event_counts',
    sql: `SELECT name, sum(n) AS events FROM (${tables.join(' UNION ALL ')}) GROUP BY name ORDER BY events DESC, name`,
    params,
  };
}
