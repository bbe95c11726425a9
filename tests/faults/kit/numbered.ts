import { createHash } from 'node:crypto';

const NAMES = ['page_view', 'click', 'view', 'impression', 'signup'];

/** An event that can be made again from its number alone: what is stored is compared with it, field by field. */
export interface NumberedEvent {
  event_id: string;
  timestamp: number;
  user_id: string;
  session_id: string;
  category: string;
  name: string;
  page_url: string;
  data: { n: number; text: string };
}

/** Event number `n` of a run. `atMs`: when it happened, milliseconds since the epoch. Pure. */
export function numberedEvent(run: string, n: number, atMs: number): NumberedEvent {
  const hex = createHash('sha256').update(`${run}/${n}`).digest('hex');
  return {
    event_id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    timestamp: atMs,
    user_id: `user-${n % 97}`,
    session_id: `session-${n % 199}`,
    category: n % 3 === 0 ? 'shop' : '',
    name: NAMES[n % NAMES.length] ?? 'page_view',
    page_url: `https://shop.example/${n % 23}?ä=${n % 7}`,
    data: { n, text: 'é✓'.repeat(n % 11) },
  };
}

/** What of an event must come back unchanged, as one line. */
export const fingerprint = (event: Omit<NumberedEvent, 'data'> & { data: unknown }): string =>
  JSON.stringify([
    event.event_id,
    event.timestamp,
    event.user_id,
    event.session_id,
    event.category,
    event.name,
    event.page_url,
    event.data,
  ]);
