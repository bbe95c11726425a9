import type { AppendOutcomes, RejectedEvent } from '@argus/contract';
import { ByteWriter } from './byte.writer.js';
import { FRAME_VERSION, STRING_COLUMNS } from './frame.format.js';

const COLUMN_BYTES = 64 * 1024;

/** What a frame says of the request that it holds. */
export interface FrameFacts {
  source: string;
  /** Microseconds since the epoch. */
  receivedAtUs: number;
  outcomes: AppendOutcomes;
}

/** How many sequence numbers a frame takes: one for each event and each error row, at least one. */
export const frameRowsOf = (events: number, rejections: readonly RejectedEvent[]): number =>
  Math.max(1, events + errorRows(rejections));

function errorRows(rejections: readonly RejectedEvent[]): number {
  let rows = 0;
  for (const { fields } of rejections) rows += fields.length;
  return rows;
}

/** Makes a frame event by event, from bytes as they lie in a request. Used again and again: one frame at a time. */
export class FrameBuilder {
  readonly #head = new ByteWriter(1024);
  readonly #ids = new ByteWriter(COLUMN_BYTES);
  readonly #times = new ByteWriter(COLUMN_BYTES);
  readonly #strings = STRING_COLUMNS.map(() => new ByteWriter(COLUMN_BYTES));
  #events = 0;

  /** Events so far. */
  get events(): number {
    return this.#events;
  }

  /** Forgets what was put in and not finished. */
  clear(): void {
    this.#head.reset();
    this.#ids.reset();
    this.#times.reset();
    for (const column of this.#strings) column.reset();
    this.#events = 0;
  }

  /**
   * Adds an event. `id`: the 16 bytes of its UUID as they are written; `places`: beginning and end in `text` (view-of.ts)
   * of each of STRING_COLUMNS, which must be valid UTF-8.
   */
  put(id: Uint8Array, timestampUs: number, text: DataView, places: Int32Array): void {
    this.#ids.putUuidBytes(id);
    this.#times.putTicks(timestampUs);
    const strings = this.#strings;
    for (let i = 0; i < strings.length; i++) {
      (strings[i] as ByteWriter).putSlice(text, places[i * 2] as number, places[i * 2 + 1] as number);
    }
    this.#events++;
  }

  /** The bytes of the frame for the queue; the builder is empty afterwards. */
  finish({ source, receivedAtUs, outcomes }: FrameFacts, rejections: readonly RejectedEvent[]): Buffer {
    const head = this.#head;
    head.putByte(FRAME_VERSION);
    head.putTicks(receivedAtUs);
    head.putString(source);
    head.putVarint(this.#events);
    head.putVarint(rejections.length);
    head.putVarint(errorRows(rejections));
    head.putVarint(outcomes.accepted);
    head.putVarint(outcomes.duplicate);
    head.putVarint(outcomes.invalid);
    head.putVarint(outcomes.bot);
    head.putVarint(outcomes.conflicting);
    const frame = this.#withColumns(rejections);
    this.clear();
    return frame;
  }

  #withColumns(rejections: readonly RejectedEvent[]): Buffer {
    const fixed = this.#head.length;
    const ids = fixed + this.#ids.length;
    let columns = this.#events === 0 ? fixed : ids + this.#times.length;
    for (const column of this.#strings) if (this.#events > 0) columns += 4 + column.length;
    for (const rejection of rejections) putRejection(this.#head, rejection);
    const frame = Buffer.allocUnsafe(columns + this.#head.length - fixed);
    this.#head.copyTo(frame, 0, 0, fixed);
    this.#head.copyTo(frame, columns, fixed);
    if (this.#events === 0) return frame;
    this.#ids.copyTo(frame, fixed);
    this.#times.copyTo(frame, ids);
    let at = ids + this.#times.length;
    for (const column of this.#strings) {
      frame.writeUInt32LE(column.length, at);
      column.copyTo(frame, at + 4);
      at += 4 + column.length;
    }
    return frame;
  }
}

function putRejection(writer: ByteWriter, { event, fields }: RejectedEvent): void {
  writer.putString(event);
  writer.putVarint(fields.length);
  for (const { errorId, field, code, message } of fields) {
    writer.putUuid(errorId);
    writer.putString(field);
    writer.putString(code);
    writer.putString(message);
  }
}
