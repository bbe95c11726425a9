import type { Deed, Stamp } from './deed.js';
import { isoMicros, spacedMicros } from './time-text.js';

/** The three published ways to write an event; all of them are one contract for the gateway. */
export const DIALECTS = ['flat', 'categorised', 'typed'] as const;

export type Dialect = (typeof DIALECTS)[number];

export type WrittenEvent = Record<string, unknown>;

/** Puts a deed into words. Members without a value are left out. */
export function write(dialect: Dialect, deed: Deed, stamp: Stamp): WrittenEvent {
  return writers[dialect](deed, stamp);
}

/** `{timestamp, user_id, event_type, page_url, session_id}` */
function flat(deed: Deed, stamp: Stamp): WrittenEvent {
  const payload = deed.kind === 'view' ? undefined : details(deed);
  return {
    event_id: stamp.eventId,
    timestamp: stamp.timestampUs === undefined ? undefined : isoMicros(stamp.timestampUs),
    user_id: stamp.userId,
    event_type: deed.kind === 'view' ? 'page_view' : deed.kind,
    page_url: deed.page.url,
    session_id: stamp.sessionId,
    payload,
  };
}

const CATEGORISED = {
  view: ['page interaction', 'pageview'],
  click: ['page interaction', 'cta click'],
  location: ['page interaction', 'location'],
  submit: ['form interaction', 'submit'],
} as const;

/** `{session_id, category, name, data, timestamp}` */
function categorised(deed: Deed, stamp: Stamp): WrittenEvent {
  const [category, name] = CATEGORISED[deed.kind];
  const extra = deed.kind === 'click' ? { element: deed.element.text } : deed.kind === 'view' ? {} : details(deed);
  return {
    event_id: stamp.eventId,
    session_id: stamp.sessionId,
    user_id: stamp.userId,
    category,
    name,
    data: { host: deed.page.host, path: deed.page.path, ...extra },
    timestamp: stamp.timestampUs === undefined ? undefined : spacedMicros(stamp.timestampUs),
  };
}

/** `{user_id, event_type, payload}` */
function typed(deed: Deed, stamp: Stamp): WrittenEvent {
  return {
    event_id: stamp.eventId,
    user_id: stamp.userId,
    session_id: stamp.sessionId,
    event_type: deed.kind,
    payload: deed.kind === 'view' ? { url: deed.page.url, title: deed.page.title } : details(deed),
    timestamp: stamp.timestampUs === undefined ? undefined : Math.floor(stamp.timestampUs / 1_000),
  };
}

function details(deed: Exclude<Deed, { kind: 'view' }>): WrittenEvent {
  if (deed.kind === 'click') return { ...deed.element };
  if (deed.kind === 'location') return { ...deed.place };
  return { form: deed.form };
}

const writers: Record<Dialect, (deed: Deed, stamp: Stamp) => WrittenEvent> = { flat, categorised, typed };
