import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ByteReader } from './byte.reader.js';
import { decodeEvents } from './decode-frame.js';
import { encodeFrame } from './encode-frame.js';
import { EVENT_COLUMNS, type PlacedFrame, encodeEventBlock } from './event-block.js';
import { monthOf } from './month.js';
import { openFrame } from './open-frame.js';

const text = fc.string({ unit: 'binary', maxLength: 40 }).map((given) => Buffer.from(given).toString());
const event = fc.record({
  eventId: fc.uuid(),
  timestampUs: fc.integer({ min: 0, max: 4_102_444_800_000_000 }),
  userId: text,
  sessionId: text,
  category: text,
  name: text,
  pageUrl: text,
  data: text,
});
const outcomes = { accepted: 0, duplicate: 0, invalid: 0, bot: 0, conflicting: 0 };
const queue = fc
  .array(fc.tuple(fc.stringMatching(/^[a-z]{1,9}$/), fc.array(event, { maxLength: 5 })), { minLength: 1, maxLength: 6 })
  .map((requests) => {
    let first = 1;
    return requests.map(([source, events], n): PlacedFrame => {
      const frame = openFrame(encodeFrame({ source, receivedAtUs: 1_000 + n, events, rejections: [], outcomes }));
      const placed = { first, frame };
      first += Math.max(1, events.length);
      return placed;
    });
  });

/** The keys of a LowCardinality column, which come before a byte for each row. */
function dictionary(reader: ByteReader, rows: number): string[] {
  const ofOwnKeys = 0x600;
  expect([reader.ticks(), reader.ticks()]).toEqual([1, ofOwnKeys]);
  const keys = Array.from({ length: reader.ticks() }, () => reader.string());
  expect(reader.ticks()).toBe(rows);
  return keys;
}

/** Reads a Native block by the format's description, with nothing of the code that wrote it but the reader of bytes. */
function readBlock(block: Buffer): Record<string, unknown>[] {
  const reader = new ByteReader(block);
  const [columns, rows] = [reader.varint(), reader.varint()];
  const found: Record<string, unknown>[] = Array.from({ length: rows }, () => ({}));
  for (let column = 0; column < columns; column++) {
    const name = reader.string();
    const type = reader.string();
    const shared = type === 'LowCardinality(String)' ? dictionary(reader, rows) : undefined;
    for (const row of found) {
      if (shared) row[name] = shared[reader.byte()];
      else row[name] = type === 'UUID' ? reader.uuid() : type === 'String' ? reader.string() : reader.ticks();
    }
  }
  expect(reader.offset).toBe(block.length);
  return found;
}

const expectedRows = (frames: PlacedFrame[], wants: (sequence: number, month: number) => boolean) =>
  frames.flatMap(({ first, frame }) =>
    decodeEvents(frame)
      .map((one, i) => ({
        event_id: one.eventId,
        source: frame.source,
        timestamp: one.timestampUs,
        received_at: frame.receivedAtUs,
        user_id: one.userId,
        session_id: one.sessionId,
        category: one.category,
        name: one.name,
        page_url: one.pageUrl,
        data: one.data,
        sequence: first + i,
        batch_id: 'batch',
      }))
      .filter((row) => wants(row.sequence, monthOf(row.timestamp))),
  );

describe('encodeEventBlock', () => {
  it('writes exactly the chosen rows, in the order of the queue', () => {
    fc.assert(
      fc.property(queue, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), (frames, first, last) => {
        const { rows, body } = encodeEventBlock(frames, { first, last }, 'batch');
        const expected = expectedRows(frames, (sequence) => sequence >= first && sequence <= last);
        expect(rows).toBe(expected.length);
        if (rows === 0) expect(body.length).toBe(0);
        else expect(readBlock(body)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves out what lies in other months', () => {
    fc.assert(
      fc.property(queue, fc.nat(), (frames, pick) => {
        const all = expectedRows(frames, () => true);
        const months = all.filter((_, i) => (i + pick) % 2 === 0).map(({ timestamp }) => monthOf(timestamp));
        const { body } = encodeEventBlock(frames, { first: 0, last: 100, months }, 'batch');
        const expected = expectedRows(frames, (_, month) => months.includes(month));
        expect(body.length === 0 ? [] : readBlock(body)).toEqual(expected);
      }),
    );
  });

  it('names its columns in the order of the table', () => {
    const [frame] = fc.sample(
      queue.filter((frames) => frames.some((one) => one.frame.events > 0)),
      1,
    );
    const { body } = encodeEventBlock(frame ?? [], { first: 0, last: 100 }, 'batch');
    expect(Object.keys(readBlock(body)[0] ?? {})).toEqual([...EVENT_COLUMNS]);
  });
});
