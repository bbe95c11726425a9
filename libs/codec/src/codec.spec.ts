import { describe, expect, it } from '@jest/globals';
import type { AppendFrame } from '@argus/contract';
import fc from 'fast-check';
import { FrameFormatError, decodeFrame, encodeFrame, frameRows, openFrame, readFrameHeader } from './index.js';

const wellFormed = (text: string) => Buffer.from(text).toString();
// The lengths at which the length itself takes another byte, in one-byte and three-byte characters, and everything else.
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .tuple(
        fc.constantFrom('a', '\u00e9', '\u20ac', '\u{1f600}'),
        fc.constantFrom(0, 31, 32, 33, 42, 43, 127, 128, 5461, 5462, 16_383, 16_384),
      )
      .map(([c, n]) => c.repeat(n)),
  )
  .map(wellFormed);
const count = fc.integer({ min: 0, max: 10_000 });
const time = fc.integer({ min: 0, max: 4_102_444_800_000_000 });

const frames: fc.Arbitrary<AppendFrame> = fc.record({
  source: fc.stringMatching(/^[A-Za-z0-9_.-]{1,64}$/),
  receivedAtUs: time,
  events: fc.array(
    fc.record({
      eventId: fc.uuid(),
      timestampUs: time,
      userId: text,
      sessionId: text,
      category: text,
      name: text,
      pageUrl: text,
      data: text,
    }),
    { maxLength: 8 },
  ),
  rejections: fc.array(
    fc.record({
      event: text,
      fields: fc.array(
        fc.record({
          errorId: fc.uuid(),
          field: text,
          code: fc.constantFrom('required' as const, 'bot' as const),
          message: text,
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    { maxLength: 4 },
  ),
  outcomes: fc.record({ accepted: count, duplicate: count, invalid: count, bot: count, conflicting: count }),
});

describe('frame codec', () => {
  it('gives back every frame as it was, whatever it holds', () => {
    fc.assert(
      fc.property(frames, (frame) => expect(decodeFrame(encodeFrame(frame))).toEqual(frame)),
      { numRuns: 300 },
    );
  });

  it('reads the head alone, with as many rows as the frame takes in the queue', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const { source, receivedAtUs, outcomes, events, errorRows } = readFrameHeader(encodeFrame(frame));
        expect({ source, receivedAtUs, outcomes }).toEqual({ source, receivedAtUs, outcomes: frame.outcomes });
        expect(Math.max(1, events + errorRows)).toBe(frameRows(frame));
      }),
    );
  });

  it('stores a lone surrogate as the replacement character', () => {
    const event = {
      eventId: '00000000-0000-4000-8000-000000000000',
      timestampUs: 0,
      userId: 'a\ud800b',
      sessionId: '',
      category: '',
      name: 'x',
      pageUrl: '',
      data: '{}',
    };
    const outcomes = { accepted: 1, duplicate: 0, invalid: 0, bot: 0, conflicting: 0 };
    const frame = { source: 's', receivedAtUs: 1, events: [event], rejections: [], outcomes };
    expect(decodeFrame(encodeFrame(frame)).events[0]?.userId).toBe('a\ufffdb');
  });

  it('refuses bytes that end too early or come from another version', () => {
    fc.assert(
      fc.property(frames, fc.double({ min: 0, max: 0.99, noNaN: true }), (frame, share) => {
        const bytes = encodeFrame(frame);
        const cut = bytes.subarray(0, Math.floor(bytes.length * share));
        expect(() => decodeFrame(cut)).toThrow(FrameFormatError);
      }),
    );
    expect(() => openFrame(Buffer.of(9, 0, 0))).toThrow('frame version 9');
  });
});
