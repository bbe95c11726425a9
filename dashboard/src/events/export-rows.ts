import type { EventRow } from '@argus/contract';

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

/** A cell that a spreadsheet would run as a formula is kept from that: what senders put into events is not trusted. */
function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const textOf = (event: EventRow, column: (typeof COLUMNS)[number]) =>
  column === 'data' ? JSON.stringify(event.data) : event[column];

/** RFC 4180 with a header line. */
export function toCsv(events: readonly EventRow[]): string {
  const lines = events.map((event) => COLUMNS.map((column) => csvCell(textOf(event, column))).join(','));
  return [COLUMNS.join(','), ...lines].join('\r\n') + '\r\n';
}

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
