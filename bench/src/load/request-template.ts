import { randomUUID } from 'node:crypto';
import type { IdMaker } from './load.messages.js';
import type { TrafficEvent } from './traffic.js';

const HEX = Buffer.from('0123456789abcdef');
const ZERO = 48;
/** Odd numbers: multiplying by one is a permutation of the 32-bit numbers, so different counters give different ids. */
const SCATTER_LOW = 0x9e3779b1;
const SCATTER_HIGH = 0x85ebca6b;

/**
 * A request whose bytes are ready but for the event ids and timestamps, which are written over the last ones before it
 * is sent again: 40 bytes an event, so that the generator costs the machine next to nothing.
 */
export class RequestTemplate {
  readonly bytes: Buffer;
  readonly events: number;
  private readonly ids: number[] = [];

  constructor(events: TrafficEvent[], ids: IdMaker, source: string) {
    this.events = events.length;
    const texts = events.map((event) => JSON.stringify(ids === 'client' ? withRoom(event) : event));
    const [first = ''] = texts;
    const body = texts.length === 1 ? first : `[${texts.join(',')}]`;
    const head =
      `POST /events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nx-source: ${source}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    this.bytes = Buffer.from(head + body);
    if (ids === 'client') this.findIds();
  }

  /** Gives every event an id and a time that were never sent before; answers the next free counter. */
  renew(counter: number, second: Buffer): number {
    const { bytes } = this;
    let next = counter;
    for (const at of this.ids) {
      putHex(bytes, at, Math.imul(next, SCATTER_LOW));
      putHex(bytes, at + 28, Math.imul(next, SCATTER_HIGH));
      putTime(bytes, at + TIME_AFTER_ID, second, next % 1000);
      next++;
    }
    return next;
  }

  private findIds(): void {
    const mark = Buffer.from('{"event_id":"');
    for (let at = this.bytes.indexOf(mark); at >= 0; at = this.bytes.indexOf(mark, at + 1)) {
      this.ids.push(at + mark.length);
    }
  }
}

/** From the first digit of the id to the first of the time: `","timestamp":"` lies between them. */
const TIME_AFTER_ID = 36 + '","timestamp":"'.length;

function withRoom(event: TrafficEvent): object {
  return { event_id: randomUUID(), timestamp: '2026-01-01T00:00:00.000Z', ...event };
}

function putHex(bytes: Buffer, at: number, value: number): void {
  for (let i = 0, shift = 28; i < 8; i++, shift -= 4) bytes[at + i] = HEX[(value >>> shift) & 15] ?? ZERO;
}

function putTime(bytes: Buffer, at: number, second: Buffer, millisecond: number): void {
  for (let i = 0; i < 19; i++) bytes[at + i] = second[i] ?? ZERO;
  bytes[at + 20] = ZERO + Math.floor(millisecond / 100);
  bytes[at + 21] = ZERO + (Math.floor(millisecond / 10) % 10);
  bytes[at + 22] = ZERO + (millisecond % 10);
}

/** `2026-01-01T00:00:00` of the last full second: events of the present, none of the future. */
export function lastSecond(nowMs: number): Buffer {
  return Buffer.from(new Date(nowMs - 1000).toISOString().slice(0, 19));
}
