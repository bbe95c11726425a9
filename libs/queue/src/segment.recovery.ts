import { closeSync, openSync } from 'node:fs';
import type { BlockIndex } from './block-index.js';
import { FileWindow } from './file-window.js';
import type { QueueDamage } from './queue.interface.js';
import { lastOf } from './record.format.js';
import { SEGMENT_HEADER_BYTES } from './segment.format.js';
import type { FoundSegment } from './segment.inventory.js';
import { scanRecords, type ScannedDamage, type ScannedFrame } from './segment.scanner.js';
import type { Segment } from './segment.store.js';

export interface Expectation {
  readonly acknowledged: number;
  /** The last sequence that is known to have been durable. */
  readonly lastDurable: number;
}

/** What the segment after it, or the state journal, knows of a segment. */
interface KnownEnd {
  readonly bytes: number;
  readonly last: number;
}

export interface RecoveredSegments {
  readonly segments: Segment[];
  readonly damages: QueueDamage[];
}

/**
 * Which bytes of the found files count, and what is missing. Puts everything after `acknowledged` into the index.
 * Segments that are delivered whole are not read: they are there for consumers that rebuild themselves.
 */
export function recoverSegments(
  found: readonly FoundSegment[],
  expected: Expectation,
  index: BlockIndex,
): RecoveredSegments {
  const damages = missingSegments(found, expected);
  const segments = found.map((segment, i) => {
    if (!segment.header) damages.push(damagedHeader(segment, i === found.length - 1));
    const end = knownEnd(segment, found[i + 1]);
    const { first, salt, path, size } = segment;
    if (end && end.last <= expected.acknowledged) {
      return { path, first, salt, bytes: Math.min(size, end.bytes), last: end.last };
    }
    const lastExpected = end?.last ?? (i === found.length - 1 ? expected.lastDurable : undefined);
    return readSegment(segment, end, lastExpected, expected.acknowledged, index, damages);
  });
  return { segments, damages };
}

function readSegment(
  segment: FoundSegment,
  end: KnownEnd | undefined,
  lastExpected: number | undefined,
  acknowledged: number,
  index: BlockIndex,
  damages: QueueDamage[],
): Segment {
  const { path, first, salt, size } = segment;
  const limit = Math.min(size, end?.bytes ?? size);
  const result: Segment = { path, first, salt, bytes: Math.min(SEGMENT_HEADER_BYTES, limit), last: first - 1 };
  const fd = openSync(path, 'r');
  try {
    const missing: { lastExpected?: number } =
      lastExpected !== undefined && lastExpected > acknowledged ? { lastExpected } : {};
    const range = { from: SEGMENT_HEADER_BYTES, salt, after: first - 1, ...missing };
    for (const item of scanRecords(new FileWindow(fd, limit), range)) {
      if (item.kind === 'damage') {
        const wasDurable = item.lost !== undefined && item.lost.first <= (missing.lastExpected ?? 0);
        damages.push(name(item, path, end !== undefined || wasDurable));
        continue;
      }
      result.bytes = item.offset + item.bytes;
      result.last = lastOf(item);
      if (result.last > acknowledged) index.add(flushed(item, path));
    }
  } finally {
    closeSync(fd);
  }
  return result;
}

function flushed(item: ScannedFrame, path: string) {
  const { offset, bytes, first, count, appendedAtMs } = item;
  return { path, offset, bytes, first, last: lastOf(item), rows: count, appendedAtMs };
}

function name(item: ScannedDamage, file: string, wasDurable: boolean): QueueDamage {
  const { offset, bytes, detail } = item;
  const kind = !item.atEnd ? 'damaged_record' : wasDurable ? 'short_segment' : 'torn_tail';
  const damage = { kind, file, offset, bytes, detail } as const;
  return item.lost ? { ...damage, lost: item.lost } : damage;
}

function knownEnd(segment: FoundSegment, next: FoundSegment | undefined): KnownEnd | undefined {
  const previous = next?.header?.previous;
  return previous?.first === segment.first ? previous : undefined;
}

function damagedHeader({ path, size }: FoundSegment, newest: boolean): QueueDamage {
  const bytes = Math.min(size, SEGMENT_HEADER_BYTES);
  // The newest file can be short because its maker died; nothing was in it then.
  const kind = newest && size < SEGMENT_HEADER_BYTES ? 'torn_tail' : 'damaged_header';
  return { kind, file: path, offset: 0, bytes, detail: 'the header of the segment is unreadable' };
}

function missingSegments(found: readonly FoundSegment[], expected: Expectation): QueueDamage[] {
  const present = new Set(found.map(({ first }) => first));
  const damages: QueueDamage[] = [];
  const report = (file: string, first: number, last: number) => {
    const lost = { first: Math.max(first, expected.acknowledged + 1), last };
    const detail = 'a segment is missing';
    if (lost.last >= lost.first) damages.push({ kind: 'missing_segment', file, offset: 0, bytes: 0, lost, detail });
  };
  for (const { path, header } of found) {
    const previous = header?.previous;
    if (previous && !present.has(previous.first)) report(path, previous.first, previous.last);
  }
  if (found.length === 0) report('', expected.acknowledged + 1, expected.lastDurable);
  return damages;
}
