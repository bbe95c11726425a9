import type { AcceptedEvent, AppendFrame, RejectedEvent } from '@argus/contract';
import { ByteWriter } from './byte.writer.js';
import { FRAME_VERSION } from './frame.format.js';

const writer = new ByteWriter(1024 * 1024);

/** How many sequence numbers the frame takes: one for each event and each error row, at least one. */
export function frameRows(frame: AppendFrame): number {
  return Math.max(1, frame.events.length + errorRows(frame.rejections));
}

/** The bytes of one request for the queue. Synchronous and not re-entrant; about a microsecond an event. */
export function encodeFrame(frame: AppendFrame): Buffer {
  const { events, rejections, outcomes } = frame;
  writer.reset();
  writer.putByte(FRAME_VERSION);
  writer.putTicks(frame.receivedAtUs);
  writer.putString(frame.source);
  writer.putVarint(events.length);
  writer.putVarint(rejections.length);
  writer.putVarint(errorRows(rejections));
  writer.putVarint(outcomes.accepted);
  writer.putVarint(outcomes.duplicate);
  writer.putVarint(outcomes.invalid);
  writer.putVarint(outcomes.bot);
  writer.putVarint(outcomes.conflicting);
  if (events.length > 0) putEvents(events);
  for (const rejection of rejections) putRejection(rejection);
  return writer.finish();
}

function errorRows(rejections: RejectedEvent[]): number {
  let rows = 0;
  for (const { fields } of rejections) rows += fields.length;
  return rows;
}

/** A loop for each column: the property read is the same one in each turn, which keeps it at a few nanoseconds. */
function putEvents(events: AcceptedEvent[]): void {
  for (const event of events) writer.putUuid(event.eventId);
  for (const event of events) writer.putTicks(event.timestampUs);
  let block = writer.openBlock();
  for (const event of events) writer.putString(event.userId);
  writer.closeBlock(block);
  block = writer.openBlock();
  for (const event of events) writer.putString(event.sessionId);
  writer.closeBlock(block);
  block = writer.openBlock();
  for (const event of events) writer.putString(event.category);
  writer.closeBlock(block);
  block = writer.openBlock();
  for (const event of events) writer.putString(event.name);
  writer.closeBlock(block);
  block = writer.openBlock();
  for (const event of events) writer.putString(event.pageUrl);
  writer.closeBlock(block);
  block = writer.openBlock();
  for (const event of events) writer.putString(event.data);
  writer.closeBlock(block);
}

function putRejection({ event, fields }: RejectedEvent): void {
  writer.putString(event);
  writer.putVarint(fields.length);
  for (const { errorId, field, code, message } of fields) {
    writer.putUuid(errorId);
    writer.putString(field);
    writer.putString(code);
    writer.putString(message);
  }
}
