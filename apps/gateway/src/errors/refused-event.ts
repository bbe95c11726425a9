import { type StoredErrorRow, isoOf } from '@argus/clickhouse';
import { deriveUuid } from '../ingest/event/uuid.js';

/** One refused event, with the errors that were recorded for it. */
export interface RefusedEvent {
  source: string;
  receivedUs: number;
  /** The id of its first error: it names the event for ever. */
  errorId: string;
  codes: ReadonlySet<string>;
  errorIds: ReadonlySet<string>;
  /** As received, cut at 16 KiB. */
  text: string;
}

interface Group extends RefusedEvent {
  codes: Set<string>;
  errorIds: Set<string>;
  fields: Set<string>;
}

/**
 * Puts the errors of requests together into events again; `rows` are all the errors of some requests, in the order of
 * the queue. An event has one error for each (code, field), in a row: a repetition begins the next event, also where two
 * events have the same text. Pure.
 */
export function groupByEvent(rows: readonly StoredErrorRow[]): RefusedEvent[] {
  const events: Group[] = [];
  for (const row of rows) {
    const field = `${row.code} ${row.field}`;
    const last = events.at(-1);
    const continues =
      last !== undefined &&
      last.text === row.event &&
      last.source === row.source &&
      last.receivedUs === row.received_us &&
      !last.fields.has(field);
    const event = continues ? last : newGroup(row);
    if (!continues) events.push(event);
    event.fields.add(field);
    event.codes.add(row.code);
    event.errorIds.add(row.error_id);
  }
  return events;
}

const newGroup = (row: StoredErrorRow): Group => ({
  source: row.source,
  receivedUs: row.received_us,
  errorId: row.error_id,
  text: row.event,
  codes: new Set(),
  errorIds: new Set(),
  fields: new Set(),
});

/**
 * The event as it is sent again, or undefined where only a part of it was kept. It happened when it was received, unless
 * it says when; and without an id of its own it gets one that every replay gives it, so that it is taken once. Pure.
 */
export function toReplay({ source, receivedUs, errorId, text }: RefusedEvent): Record<string, unknown> | undefined {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return undefined;
  return { timestamp: isoOf(receivedUs), event_id: deriveUuid(source, `replay of ${errorId}`, 0), ...event };
}
