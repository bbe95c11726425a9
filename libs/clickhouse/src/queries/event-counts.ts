import { type Sources, type TimeRange, instant, ofSources, second } from './fragments.js';
import { type MinuteSplit, splitByMinute } from './minute-split.js';
import type { Question } from './question.js';

/** Which events are counted; what is undefined does not restrict. */
export interface EventFilter {
  name?: string | undefined;
  category?: string | undefined;
  sources: Sources;
}

export interface EventCountRow {
  name: string;
  events: number;
}

/** Conditions of a filter, to be put after another one. */
export const ofKind = ({ name, category, sources }: EventFilter): string =>
  [
    name === undefined ? '' : 'AND name = {name:String}',
    category === undefined ? '' : 'AND category = {category:String}',
    ofSources(sources),
  ].join(' ');

/** The condition that picks the raw events of a range that fill no whole minute. */
export const atEdges = ({ edges }: MinuteSplit): string =>
  edges.map((_, i) => `(timestamp >= ${instant(`from${i}`)} AND timestamp <= ${instant(`to${i}`)})`).join(' OR ');

/** The parameters of `atEdges`. */
export const edgeParams = ({ edges }: MinuteSplit): Record<string, number> =>
  Object.fromEntries(
    edges.flatMap(({ fromUs, toUs }, i) => [
      [`from${i}`, fromUs],
      [`to${i}`, toUs],
    ]),
  );

/** Events of a range per name: whole minutes from the counts, what is left at both ends from the raw events. */
export function eventCounts(range: TimeRange, filter: EventFilter): Question<EventCountRow> {
  const split = splitByMinute(range);
  const parts = [
    `SELECT name, sum(events) AS n FROM event_counts_1m
     WHERE minute >= ${second('firstMinute')} AND minute < ${second('endMinute')} ${ofKind(filter)} GROUP BY name`,
  ];
  if (split.edges.length > 0) {
    parts.push(`SELECT name, count() AS n FROM events WHERE (${atEdges(split)}) ${ofKind(filter)} GROUP BY name`);
  }
  return {
    name: 'event_counts',
    sql: `SELECT name, sum(n) AS events FROM (${parts.join(' UNION ALL ')}) GROUP BY name ORDER BY events DESC, name`,
    params: { ...filter, firstMinute: split.firstMinute, endMinute: split.endMinute, ...edgeParams(split) },
  };
}
