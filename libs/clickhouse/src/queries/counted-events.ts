import { type EventFilter, atEdges, edgeParams, ofKind } from './event-filter.js';
import { type TimeRange, second } from './fragments.js';
import { type MinuteSplit, splitByMinute, splitByQuarter } from './minute-split.js';

/** The quarter of an hour of a minute, by which a projection has the counts ready (0011_event_counts_quarters.sql). */
const QUARTER = 'toStartOfFifteenMinutes(minute)';

/** By what events are counted, as an expression for each of the columns that tell the time, and its name. */
export interface CountedBy {
  name: string;
  /** `time` is a column of ours: a quarter of an hour, a minute, or an event's own time. */
  of: (time: string) => string;
  /** More columns of every row, each followed by a comma. */
  columns?: string;
  /** Whether a quarter of an hour may hold events of two values. */
  splitsQuarters?: boolean;
}

/**
 * The parts of a UNION ALL with the columns `by` and `n` that count the events of a range: whole quarters of an hour from the
 * projection, the minutes around them, and what fills no minute from the raw events; and their parameters.
 */
export function countedEvents(range: TimeRange, by: CountedBy, filter: EventFilter) {
  const split = splitByMinute(range);
  const parts = by.splitsQuarters ? minutesOnly(split) : splitByQuarter(split);
  const params: Record<string, unknown> = { ...filter, ...edgeParams(split) };
  const between = (time: string, name: string, part: { from: number; to: number }) => {
    Object.assign(params, { [`${name}From`]: part.from, [`${name}To`]: part.to });
    return `(${time} >= ${second(`${name}From`)} AND ${time} < ${second(`${name}To`)})`;
  };
  const count = (time: string, what: string, table: string, when: string) =>
    `SELECT ${by.columns ?? ''}${by.of(time)} AS ${by.name}, ${what} AS n FROM ${table} WHERE (${when}) ${ofKind(filter)} GROUP BY ${by.name}`;
  const tables: string[] = [];
  if (parts.quarters) {
    tables.push(count(QUARTER, 'sum(events)', 'event_counts_1m', between(QUARTER, 'quarters', parts.quarters)));
  }
  if (parts.minutes.length > 0) {
    const when = parts.minutes.map((part, i) => between('minute', `minutes${i}`, part)).join(' OR ');
    tables.push(count('minute', 'sum(events)', 'event_counts_1m', when));
  }
  if (split.edges.length > 0) tables.push(count('timestamp', 'count()', 'events', atEdges(split)));
  return { tables, params };
}

const minutesOnly = ({ firstMinute, endMinute }: MinuteSplit) => ({
  quarters: undefined,
  minutes: [{ from: firstMinute, to: endMinute }],
});
