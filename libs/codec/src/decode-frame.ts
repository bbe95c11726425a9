import type { AcceptedEvent, AppendFrame } from '@argus/contract';
import { ByteReader } from './byte.reader.js';
import { STRING_COLUMNS } from './frame.format.js';
import { openFrame, type OpenFrame } from './open-frame.js';

/** Everything that encodeFrame was given (lone surrogates as U+FFFD). Throws FrameFormatError. */
export function decodeFrame(payload: Buffer): AppendFrame {
  const frame = openFrame(payload);
  const { source, receivedAtUs, outcomes } = frame;
  return { source, receivedAtUs, events: decodeEvents(frame), rejections: frame.rejected(), outcomes };
}

/** The events of an opened frame, one object each. */
export function decodeEvents({ payload, columns, events }: OpenFrame): AcceptedEvent[] {
  const ids = new ByteReader(payload, columns.eventIdsAt);
  const ticks = new ByteReader(payload, columns.timestampsAt);
  const next = Object.fromEntries(
    STRING_COLUMNS.map((name, i) => [name, new ByteReader(payload, columns.strings[i * 2])]),
  ) as Record<(typeof STRING_COLUMNS)[number], ByteReader>;
  return Array.from({ length: events }, () => ({
    eventId: ids.uuid(),
    timestampUs: ticks.ticks(),
    userId: next.user_id.string(),
    sessionId: next.session_id.string(),
    category: next.category.string(),
    name: next.name.string(),
    pageUrl: next.page_url.string(),
    data: next.data.string(),
  }));
}
