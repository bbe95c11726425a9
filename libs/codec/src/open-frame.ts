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

/** The columns of a frame's events, as slices of the frame: ClickHouse's Native form. */
export interface EventColumns {
  eventIds: Buffer;
  timestamps: Buffer;
  /** In the order of STRING_COLUMNS. */
  strings: Buffer[];
}

/** A frame that is read where it lies: columns are slices, rejections are decoded on demand. */
export interface OpenFrame extends FrameHeader {
  columns: EventColumns;
  rejected(): RejectedEvent[];
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

function columns(reader: ByteReader, events: number): EventColumns {
  if (events === 0) return { eventIds: Buffer.alloc(0), timestamps: Buffer.alloc(0), strings: [] };
  return {
    eventIds: reader.slice(events * UUID_BYTES),
    timestamps: reader.slice(events * TICKS_BYTES),
    strings: STRING_COLUMNS.map(() => reader.slice(reader.u32())),
  };
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
export function openFrame(payload: Buffer): OpenFrame {
  const reader = new ByteReader(payload);
  const head = header(reader);
  const found = columns(reader, head.events);
  const rest = reader.offset;
  const rejected = () => {
    const rejections = new ByteReader(payload, rest);
    return Array.from({ length: head.rejections }, () => rejection(rejections));
  };
  return { ...head, columns: found, rejected };
}
