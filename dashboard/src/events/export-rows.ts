import type { EventRow } from '@argus/contract';
import { csvText } from '../format/csv.format.js';

export const COLUMNS = [
  'event_id',
  'source',
  'timestamp',
  'received_at',
  'user_id',
  'session_id',
  'category',
  'name',
  'page_url',
  'data',
] as const satisfies readonly (keyof EventRow)[];

const textOf = (event: EventRow, column: (typeof COLUMNS)[number]) =>
  column === 'data' ? JSON.stringify(event.data) : event[column];

export const toCsv = (events: readonly EventRow[]): string =>
  csvText(
    COLUMNS,
    events.map((event) => COLUMNS.map((column) => textOf(event, column))),
  );

export const toNdjson = (events: readonly EventRow[]): string =>
  events.map((event) => JSON.stringify(event) + '\n').join('');

/** The events column by column; times stay instants, data stays JSON text. */
export function toColumns(events: readonly EventRow[]) {
  return COLUMNS.map((name) => {
    const isTime = name === 'timestamp' || name === 'received_at';
    const data = events.map((event) => (isTime ? new Date(event[name]) : textOf(event, name)));
    return { name, data, type: isTime ? ('TIMESTAMP' as const) : ('STRING' as const) };
  });
}
