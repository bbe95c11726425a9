import { type Sources, instant, ofSources } from './fragments.js';
import type { Question } from './question.js';
import { STORED_EVENT, type StoredEventRow } from './stored-event.js';

/** Where a walk through events stands: after this one. */
export interface EventPosition {
  timestampUs: number;
  sequence: number;
  eventId: string;
}

export interface EventSearch {
  sources: Sources;
  sessionId?: string | undefined;
  userId?: string | undefined;
  category?: string | undefined;
  name?: string | undefined;
  /** Microseconds since the epoch, inclusive. */
  fromUs?: number | undefined;
  toUs?: number | undefined;
  order: 'asc' | 'desc';
  after?: EventPosition | undefined;
  limit: number;
}

const FILTERS = [
  ['sessionId', 'session_id = {sessionId:String}'],
  ['userId', 'user_id = {userId:String}'],
  ['category', 'category = {category:String}'],
  ['name', 'name = {name:String}'],
  ['fromUs', `timestamp >= ${instant('fromUs')}`],
  ['toUs', `timestamp <= ${instant('toUs')}`],
] as const;

/**
 * What comes after a position. The first condition is implied by the second: it is there because the primary key serves
 * it, which it does not for a comparison of tuples.
 */
const afterPosition = (order: 'asc' | 'desc'): string => {
  const [at, past] = order === 'asc' ? ['>=', '>'] : ['<=', '<'];
  return `timestamp ${at} ${instant('afterUs')}
    AND (timestamp, sequence, event_id) ${past} (${instant('afterUs')}, {afterSequence:UInt64}, {afterId:UUID})`;
};

/**
 * Events in order of time, ties in order of acceptance, then of id. A row never moves, so a walk by position meets every
 * row that was there when it began exactly once, whatever arrives meanwhile.
 */
export function findEvents(search: EventSearch): Question<StoredEventRow> {
  const { order, after, sources } = search;
  const conditions: string[] = FILTERS.filter(([key]) => search[key] !== undefined).map(([, condition]) => condition);
  if (after) conditions.push(afterPosition(order));
  return {
    name: 'find_events',
    sql: `
      SELECT ${STORED_EVENT}
      FROM events
      WHERE ${['1', ...conditions].join(' AND ')} ${ofSources(sources)}
      ORDER BY timestamp ${order}, sequence ${order}, event_id ${order}
      LIMIT {limit:UInt32}`,
    params: {
      ...search,
      after: undefined,
      afterUs: after?.timestampUs,
      afterSequence: after?.sequence,
      afterId: after?.eventId,
    },
  };
}

/** The event with an id; where two sources used the same id, the one that was accepted last. */
export const eventById = ({ eventId, sources }: { eventId: string; sources: Sources }): Question<StoredEventRow> => ({
  name: 'event_by_id',
  sql: `
    SELECT ${STORED_EVENT}
    FROM events
    WHERE event_id = {eventId:UUID} ${ofSources(sources)}
    ORDER BY received_at DESC, sequence DESC
    LIMIT 1`,
  params: { eventId, sources },
});
