import type { AppendOutcomes, ErrorCode, RejectedEvent } from '@argus/contract';
import { ByteReader } from './byte.reader.js';
import { FRAME_VERSION, FrameFormatError, STRING_COLUMNS, TICKS_BYTES, UUID_BYTES } from './frame.format.js';

/** What a frame says of itself before its rows: all that the ledger needs. */
export interface FrameHeader {
  source: string;
  /** Microseconds since the epoch. */
  receivedAtUs: number;
  events: number;
  rejections: number;
  /** One for each wrong field of each rejected event. */
  errorRows: number;
  outcomes: AppendOutcomes;
}

/** Where the columns of a frame's events lie in its bytes: each already in ClickHouse's Native form. */
export interface EventColumns {
  eventIdsAt: number;
  timestampsAt: number;
  /** Beginning and end of each of STRING_COLUMNS, one after the other. */
  strings: readonly number[];
}

/**
 * A frame that is read where it lies: nothing of it is copied, rejections are decoded on demand. A batch holds up to 100,000 of
 * these, so it is one object for each, without a closure or a copy of the head.
 */
export class OpenFrame implements FrameHeader {
  readonly source: string;
  readonly receivedAtUs: number;
  readonly events: number;
  readonly rejections: number;
  readonly errorRows: number;
  readonly outcomes: AppendOutcomes;
  readonly columns: EventColumns;
  readonly #rejectionsAt: number;

  /** Throws FrameFormatError. */
  constructor(readonly payload: Buffer) {
    const reader = new ByteReader(payload);
    const head = header(reader);
    this.source = head.source;
    this.receivedAtUs = head.receivedAtUs;
    this.events = head.events;
    this.rejections = head.rejections;
    this.errorRows = head.errorRows;
    this.outcomes = head.outcomes;
    this.columns = columns(reader, head.events);
    this.#rejectionsAt = reader.offset;
  }

  rejected(): RejectedEvent[] {
    const reader = new ByteReader(this.payload, this.#rejectionsAt);
    return Array.from({ length: this.rejections }, () => rejection(reader));
  }
}

function header(reader: ByteReader): FrameHeader {
  const version = reader.byte();
  if (version !== FRAME_VERSION) throw new FrameFormatError(`frame version ${version} is not known here`);
  return {
    receivedAtUs: reader.ticks(),
    source: reader.string(),
    events: reader.varint(),
    rejections: reader.varint(),
    errorRows: reader.varint(),
    outcomes: {
      accepted: reader.varint(),
      duplicate: reader.varint(),
      invalid: reader.varint(),
      bot: reader.varint(),
      conflicting: reader.varint(),
    },
  };
}

/** Reads only the head of a frame. Throws FrameFormatError. */
export function readFrameHeader(payload: Buffer): FrameHeader {
  return header(new ByteReader(payload));
}

const NO_STRINGS: readonly number[] = STRING_COLUMNS.flatMap(() => [0, 0]);

function columns(reader: ByteReader, events: number): EventColumns {
  if (events === 0) return { eventIdsAt: reader.offset, timestampsAt: reader.offset, strings: [] };
  const eventIdsAt = reader.skip(events * UUID_BYTES);
  const timestampsAt = reader.skip(events * TICKS_BYTES);
  // Of its size from the beginning: an array that grows is given room for more than it will ever hold.
  const strings = NO_STRINGS.slice();
  for (let i = 0; i < strings.length; i += 2) {
    const bytes = reader.u32();
    strings[i] = reader.skip(bytes);
    strings[i + 1] = reader.offset;
  }
  return { eventIdsAt, timestampsAt, strings };
}

function rejection(reader: ByteReader): RejectedEvent {
  const event = reader.string();
  const fields = Array.from({ length: reader.varint() }, () => ({
    errorId: reader.uuid(),
    field: reader.string(),
    code: reader.string() as ErrorCode,
    message: reader.string(),
  }));
  return { event, fields };
}

/** Reads a frame without decoding its events. Throws FrameFormatError. */
export const openFrame = (payload: Buffer): OpenFrame => new OpenFrame(payload);
