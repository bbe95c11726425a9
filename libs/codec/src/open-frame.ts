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

/** A frame that is read where it lies: nothing of it is copied, rejections are decoded on demand. */
export interface OpenFrame extends FrameHeader {
  payload: Buffer;
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
  if (events === 0) return { eventIdsAt: reader.offset, timestampsAt: reader.offset, strings: [] };
  const eventIdsAt = reader.skip(events * UUID_BYTES);
  const timestampsAt = reader.skip(events * TICKS_BYTES);
  const strings: number[] = [];
  for (let i = 0; i < STRING_COLUMNS.length; i++) {
    const bytes = reader.u32();
    const start = reader.skip(bytes);
    strings.push(start, reader.offset);
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
export function openFrame(payload: Buffer): OpenFrame {
  const reader = new ByteReader(payload);
  const head = header(reader);
  const found = columns(reader, head.events);
  const rest = reader.offset;
  const rejected = () => {
    const rejections = new ByteReader(payload, rest);
    return Array.from({ length: head.rejections }, () => rejection(rejections));
  };
  return { ...head, payload, columns: found, rejected };
}
