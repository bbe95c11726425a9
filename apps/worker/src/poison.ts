import { createHash } from 'node:crypto';
import { type ErrorRow, type PlacedFrame, decodeEvents, errorRowsOf } from '@argus/codec';
import { type AcceptedEvent, LIMITS } from '@argus/contract';
import { partName } from './batch-name.js';
import type { PoisonMessage, Prepared } from './messages.js';
import { errorPart } from './prepare.js';
import { readFrames } from './read-frames.js';

/**
 * The one row that ClickHouse refused, as an error that says why; the event itself is kept in it, so that it can be
 * mended and sent again. The same message gives the same row and the same id at any time.
 */
export function preparePoison({ cut, batch, reason }: PoisonMessage): Prepared {
  const { frames, damage } = readFrames(cut);
  const batchId = partName(batch, 'poison');
  const rows = frames.flatMap((placed) => poisonRows(placed, cut.first, batchId, reason));
  const events = Object.fromEntries(rows.filter(({ wasEvent }) => wasEvent).map(({ row }) => [row.source, 1]));
  const parts =
    rows.length > 0
      ? [
          errorPart(
            rows.map(({ row }) => row),
            batchId,
          ),
        ]
      : [];
  return { parts, events, damage };
}

function poisonRows(
  { first, frame }: PlacedFrame,
  sequence: number,
  batchId: string,
  reason: string,
): { row: ErrorRow; wasEvent: boolean }[] {
  const { source, receivedAtUs } = frame;
  const message = `ClickHouse refused this event: ${reason}`.slice(0, 2000);
  const error = { errorId: idFrom(batchId), receivedAtUs, source, code: 'poison', field: '', message, sequence };
  const index = sequence - first;
  if (index < frame.events) {
    const event = decodeEvents(frame)[index];
    return event ? [{ row: { ...error, event: asReceived(event) }, wasEvent: true }] : [];
  }
  // An error row that ClickHouse refuses: its text must be what it chokes on, so the text is left out.
  return errorRowsOf([{ first, frame }], { first: sequence, last: sequence }).map(({ field }) => ({
    row: { ...error, field, event: '' },
    wasEvent: false,
  }));
}

/** The event in the public spelling, cut like every event that is kept with an error. */
function asReceived(event: AcceptedEvent): string {
  const { eventId, timestampUs, userId, sessionId, category, name, pageUrl, data } = event;
  const text = JSON.stringify({
    event_id: eventId,
    timestamp: new Date(timestampUs / 1000).toISOString(),
    ...(userId ? { user_id: userId } : {}),
    ...(sessionId ? { session_id: sessionId } : {}),
    ...(category ? { category } : {}),
    name,
    ...(pageUrl ? { page_url: pageUrl } : {}),
    data: JSON.parse(data) as unknown,
  });
  return text.slice(0, LIMITS.storedEventBytes);
}

/** A UUID (version 8) from a name: a second try must make the same row. */
function idFrom(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
