import type { AcceptedEvent, AppendFrame } from '@argus/contract';
import { ByteReader } from './byte.reader.js';
import { openFrame, type OpenFrame } from './open-frame.js';

/** Everything that encodeFrame was given (lone surrogates as U+FFFD). Throws FrameFormatError. */
export function decodeFrame(payload: Buffer): AppendFrame {
  const frame = openFrame(payload);
  const { source, receivedAtUs, outcomes } = frame;
  return { source, receivedAtUs, events: decodeEvents(frame), rejections: frame.rejected(), outcomes };
}

/** The events of an opened frame, one object each. */
export function decodeEvents({ columns, events }: OpenFrame): AcceptedEvent[] {
  const ids = new ByteReader(columns.eventIds);
  const ticks = new ByteReader(columns.timestamps);
  const [users, sessions, categories, names, urls, data] = columns.strings.map((column) => new ByteReader(column));
  return Array.from({ length: events }, () => ({
    eventId: ids.uuid(),
    timestampUs: ticks.ticks(),
    userId: users!.string(),
    sessionId: sessions!.string(),
    category: categories!.string(),
    name: names!.string(),
    pageUrl: urls!.string(),
    data: data!.string(),
  }));
}
