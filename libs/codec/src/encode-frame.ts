import type { AppendFrame } from '@argus/contract';
import { FrameBuilder, frameRowsOf } from './frame.builder.js';
import { UUID_BYTES } from './frame.format.js';
import { viewOf } from './view-of.js';

const builder = new FrameBuilder();

/** How many sequence numbers the frame takes. */
export const frameRows = ({ events, rejections }: AppendFrame): number => frameRowsOf(events.length, rejections);

/** The bytes of a frame whose events are objects: what `decodeFrame` gives back. Synchronous and not re-entrant. */
export function encodeFrame({ events, rejections, ...facts }: AppendFrame): Buffer {
  builder.clear();
  const places = new Int32Array(12);
  const id = Buffer.alloc(UUID_BYTES);
  for (const { eventId, timestampUs, userId, sessionId, category, name, pageUrl, data } of events) {
    const texts = [userId, sessionId, category, name, pageUrl, data].map((text) => Buffer.from(text));
    for (const [i, { length }] of texts.entries()) {
      places[i * 2] = i === 0 ? 0 : (places[i * 2 - 1] as number);
      places[i * 2 + 1] = (places[i * 2] as number) + length;
    }
    id.write(eventId.replaceAll('-', ''), 'hex');
    builder.put(id, timestampUs, viewOf(Buffer.concat(texts)), places);
  }
  return builder.finish(facts, rejections);
}
