import type { Frame } from './frame.interface.js';
import type { FileWindow } from './file-window.js';
import {
  findMagic,
  lastOf,
  payloadChecksum,
  readRecordHeader,
  RECORD_HEADER_BYTES,
  type RecordHeader,
} from './record.format.js';

export interface ScannedFrame extends Frame {
  readonly kind: 'frame';
  readonly offset: number;
  /** Of the record, header included. */
  readonly bytes: number;
}

export interface ScannedDamage {
  readonly kind: 'damage';
  readonly offset: number;
  readonly bytes: number;
  readonly lost?: { readonly first: number; readonly last: number };
  /** No intact record follows: the unfinished end of a file, or its damage. */
  readonly atEnd: boolean;
  readonly detail: string;
}

export interface ScanRange {
  readonly from: number;
  readonly salt: number;
  /** The last sequence before `from`; lower ones that turn up later are stale bytes. */
  readonly after: number;
  /** The last sequence that should stand before the end, where that is known. */
  readonly lastExpected?: number;
  /** Where the records should end, when the file may have become shorter. */
  readonly endExpected?: number;
}

/**
 * Every intact record in order, and what is damaged between them. After damage it goes on at the next magic whose header
 * proves itself, so that one bad byte costs one record.
 */
export function* scanRecords(file: FileWindow, range: ScanRange): Generator<ScannedFrame | ScannedDamage> {
  let offset = range.from;
  let last = range.after;
  let damagedFrom = -1;
  while (offset < file.end) {
    const header = intactHeader(file, offset, range.salt, last);
    if (!header) {
      if (damagedFrom < 0) damagedFrom = offset;
      offset = nextMagic(file, offset + 1);
      continue;
    }
    if (damagedFrom >= 0) {
      yield damage(damagedFrom, offset, { first: last + 1, last: header.first - 1 }, false, 'unreadable bytes');
      damagedFrom = -1;
    }
    const bytes = RECORD_HEADER_BYTES + header.payloadLength;
    const frameLast = lastOf(header);
    if (offset + bytes > file.end) {
      const lost = { first: header.first, last: Math.max(frameLast, range.lastExpected ?? 0) };
      yield damage(offset, file.end, lost, true, 'the file ends inside a record');
      return;
    }
    const payload = file.view(offset + RECORD_HEADER_BYTES, header.payloadLength);
    if (payload.length === header.payloadLength && payloadChecksum(payload, range.salt) === header.payloadCrc) {
      const { first, count, appendedAtMs } = header;
      yield { kind: 'frame', offset, bytes, first, count, appendedAtMs, payload };
    } else {
      yield damage(offset, offset + bytes, { first: header.first, last: frameLast }, false, 'the payload is damaged');
    }
    last = frameLast;
    offset += bytes;
  }
  const end = Math.max(file.end, range.endExpected ?? 0);
  if (damagedFrom < 0 && offset >= end && (range.lastExpected ?? last) <= last) return;
  const from = damagedFrom < 0 ? file.end : damagedFrom;
  yield damage(from, end, { first: last + 1, last: range.lastExpected ?? 0 }, true, 'nothing readable follows');
}

function intactHeader(file: FileWindow, offset: number, salt: number, last: number): RecordHeader | undefined {
  const header = readRecordHeader(file.view(offset, RECORD_HEADER_BYTES), 0, salt);
  return header && header.first > last ? header : undefined;
}

function nextMagic(file: FileWindow, from: number): number {
  let offset = from;
  while (offset < file.end) {
    const bytes = file.rest(offset);
    const found = findMagic(bytes, 0);
    if (found >= 0) return offset + found;
    if (bytes.length < 4) return file.end;
    offset += bytes.length - 3; // A magic may lie across the window's edge.
  }
  return file.end;
}

function damage(
  offset: number,
  end: number,
  lost: { first: number; last: number },
  atEnd: boolean,
  detail: string,
): ScannedDamage {
  const base = { kind: 'damage', offset, bytes: end - offset, atEnd, detail } as const;
  return lost.last >= lost.first ? { ...base, lost } : base;
}
