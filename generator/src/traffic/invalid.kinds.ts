import type { ErrorCode } from '@argus/contract';
import type { WrittenEvent } from './dialect.js';

/** One way in which an application can be wrong: how it spoils a valid event, and the code that must come back for it. */
export interface InvalidKind {
  name: string;
  code: ErrorCode;
  spoil(event: WrittenEvent): unknown;
}

const DAY_MS = 86_400_000;

/** Renames what both spellings name, so that a kind can rely on one of them. */
function plain({ event_type, payload, ...event }: WrittenEvent): WrittenEvent {
  return { ...event, name: event_type ?? event['name'], data: payload ?? event['data'] };
}

/** Puts an event of the built-in plan in the place of whatever there was. */
function typed(name: string, data: unknown): (event: WrittenEvent) => WrittenEvent {
  return (event) => ({ ...plain(event), category: '', name, data });
}

function nested(levels: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < levels; level++) value = { level: value };
  return value;
}

/** The kinds, from common slips to what only a broken client sends. `nowMs` is the time of the generator. */
export function invalidKinds(nowMs: () => number): InvalidKind[] {
  return [
    { name: 'no name', code: 'required', spoil: (e) => ({ ...plain(e), name: undefined }) },
    { name: 'empty name', code: 'empty', spoil: (e) => ({ ...plain(e), name: '' }) },
    { name: 'name too long', code: 'too_long', spoil: (e) => ({ ...plain(e), name: 'n'.repeat(101) }) },
    {
      name: 'neither user nor session',
      code: 'required',
      spoil: (e) => ({ ...e, user_id: undefined, session_id: undefined }),
    },
    { name: 'user is a number', code: 'wrong_type', spoil: (e) => ({ ...e, user_id: 4711 }) },
    { name: 'both spellings', code: 'ambiguous_alias', spoil: (e) => ({ ...plain(e), event_type: 'view' }) },
    { name: 'unknown field', code: 'unknown_field', spoil: (e) => ({ ...e, colour: 'green' }) },
    { name: 'timestamp is no time', code: 'bad_format', spoil: (e) => ({ ...e, timestamp: 'yesterday at noon' }) },
    { name: 'in the future', code: 'in_the_future', spoil: (e) => ({ ...e, timestamp: nowMs() + 30 * DAY_MS }) },
    { name: 'before 1970', code: 'too_old', spoil: (e) => ({ ...e, timestamp: '1969-12-31T23:59:59.000Z' }) },
    { name: 'event id is no UUID', code: 'bad_format', spoil: (e) => ({ ...e, event_id: 'event-17' }) },
    { name: 'payload is a list', code: 'wrong_type', spoil: (e) => ({ ...plain(e), data: ['a', 'b'] }) },
    { name: 'payload too deep', code: 'too_deep', spoil: (e) => ({ ...plain(e), name: 'survey', data: nested(20) }) },
    {
      name: 'view without a URL',
      code: 'required',
      spoil: (e) => ({ ...typed('view', { title: 'Home' })(e), page_url: undefined }),
    },
    { name: 'element is a number', code: 'wrong_type', spoil: typed('click', { element_id: 17, text: 'Buy' }) },
    { name: 'latitude out of range', code: 'out_of_range', spoil: typed('location', { latitude: 190, longitude: 8 }) },
    { name: 'longitude is text', code: 'wrong_type', spoil: typed('location', { latitude: 48.1, longitude: '11.6' }) },
    { name: 'not an object', code: 'wrong_type', spoil: () => 'page_view' },
  ];
}
