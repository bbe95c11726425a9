import {
  type Allocate,
  type ErrorRow,
  type PlacedFrame,
  type RowSelection,
  countMonths,
  encodeErrorBlock,
  encodeEventBlock,
  errorRowsOf,
  eventIdAt,
  monthOf,
} from '@argus/codec';
import { partName } from './batch-name.js';
import type { PrepareMessage, Prepared, PreparedPart, StoredRows } from './messages.js';
import { allocator, pack } from './pack.js';
import { groupMonths } from './plan-parts.js';
import { readFrames } from './read-frames.js';

/**
 * Reads a range and encodes it: the events in one part (or several, where they touch too many partitions), then the
 * errors. The same range gives the same bytes at any time, so that a retry repeats exactly what was sent.
 */
export function prepare({
  cut,
  batch,
  storedMonths = [],
  storedRows,
  countedThrough,
  memory,
}: PrepareMessage): Prepared {
  const { frames, damage } = readFrames(cut);
  const { first, last } = cut;
  const allocate = allocator(memory);
  const range: RowSelection = { first, last, ...(storedRows ? { skip: sequencesStored(frames, storedRows) } : {}) };
  const months = [...countMonths(frames, range)].filter(([month]) => !storedMonths.includes(month));
  const parts = eventParts(frames, range, months, { batch, isPartial: storedMonths.length > 0, allocate });
  const errors = errorRowsOf(frames, range).filter(
    ({ sequence, errorId, receivedAtUs }) =>
      !storedRows?.errors.get(sequence)?.includes(errorId) && !storedMonths.includes(monthOf(receivedAtUs)),
  );
  if (errors.length > 0) parts.push(errorsPart(errors, { batch, isPartial: storedMonths.length > 0, allocate }));
  return { parts, events: eventsBySource(frames, { first: Math.max(first, countedThrough + 1), last }), damage };
}

function eventParts(
  frames: PlacedFrame[],
  range: RowSelection,
  counts: [number, number][],
  { batch, isPartial, allocate }: { batch: string; isPartial: boolean; allocate: Allocate },
): PreparedPart[] {
  if (counts.length === 0) return [];
  const months = counts.map(([month]) => month);
  const groups = groupMonths(months) ?? (isPartial ? [months] : undefined);
  if (!groups) return [eventPart(frames, range, counts, batch, allocate)];
  return groups.map((group) => {
    const selection = { ...range, months: group };
    const inGroup = counts.filter(([month]) => group.includes(month));
    return eventPart(frames, selection, inGroup, partName(batch, `m${group.join('.')}`), allocate);
  });
}

function eventPart(
  frames: PlacedFrame[],
  selection: RowSelection,
  months: [number, number][],
  batchId: string,
  allocate: Allocate,
): PreparedPart {
  const { rows, body } = encodeEventBlock(frames, selection, batchId, allocate);
  return { table: 'events', batchId, rows, months, ...pack(body) };
}

/** What is left of a part has a name of its own: a token belongs to exact bytes. */
function errorsPart(
  errors: ErrorRow[],
  { batch, isPartial, allocate }: { batch: string; isPartial: boolean; allocate: Allocate },
): PreparedPart {
  const months = [...new Set(errors.map(({ receivedAtUs }) => monthOf(receivedAtUs)))].sort((a, b) => a - b);
  return errorPart(errors, partName(batch, isPartial ? `errors.m${months.join('.')}` : 'errors'), allocate);
}

/** A block of errors as a part. */
export function errorPart(errors: ErrorRow[], batchId: string, allocate?: Allocate): PreparedPart {
  const { rows, body } = encodeErrorBlock(errors, batchId, allocate);
  const counts = new Map<number, number>();
  for (const { receivedAtUs } of errors) {
    const month = monthOf(receivedAtUs);
    counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  return { table: 'errors', batchId, rows, months: [...counts].sort(([a], [b]) => a - b), ...pack(body) };
}

/** Which events of the frames ClickHouse holds under the same number. */
function sequencesStored(frames: PlacedFrame[], { events }: StoredRows): Set<number> {
  const stored = new Set<number>();
  for (const { first, frame } of frames) {
    for (let row = 0; row < frame.events; row++) {
      if (events.get(first + row)?.includes(eventIdAt(frame, row))) stored.add(first + row);
    }
  }
  return stored;
}

function eventsBySource(frames: PlacedFrame[], { first: from, last }: RowSelection): Record<string, number> {
  const events: Record<string, number> = {};
  for (const { first, frame } of frames) {
    const inRange = Math.min(last, first + frame.events - 1) - Math.max(from, first) + 1;
    if (inRange > 0) events[frame.source] = (events[frame.source] ?? 0) + inRange;
  }
  return events;
}
