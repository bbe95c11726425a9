import { closeSync, fstatSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import type { Cut } from './cut.interface.js';
import { FileWindow } from './file-window.js';
import type { Frame } from './frame.interface.js';
import type { QueueDamage } from './queue.interface.js';
import { lastOf } from './record.format.js';
import { scanRecords, type ScannedDamage } from './segment.scanner.js';
import { parseSegmentName } from './segment.format.js';

/**
 * The frames of a cut, in order, read by whichever thread calls it. Checks every checksum: a frame that was damaged
 * since it was written is left out and named. Throws the system's error when a file is gone.
 */
export function* readRange(
  cut: Pick<Cut, 'first' | 'last' | 'parts'>,
  onDamage: (damage: QueueDamage) => void = () => {},
): Generator<Frame> {
  let after = cut.first - 1;
  for (const [index, part] of cut.parts.entries()) {
    const name = parseSegmentName(basename(part.path));
    if (!name) throw new TypeError(`Not a segment: ${part.path}`);
    const fd = openSync(part.path, 'r');
    try {
      const endExpected = part.offset + part.length;
      const end = Math.min(endExpected, fstatSync(fd).size);
      const lastExpected = index === cut.parts.length - 1 ? { lastExpected: cut.last } : {};
      // A part of a frame is asked for by the frame: it may begin before `cut.first`.
      const scan = {
        from: part.offset,
        salt: name.salt,
        after: index === 0 ? -1 : after,
        endExpected,
        ...lastExpected,
      };
      for (const item of scanRecords(new FileWindow(fd, end), scan)) {
        if (item.kind === 'damage') {
          onDamage(describe(item, part.path, cut));
          continue;
        }
        after = lastOf(item);
        if (after >= cut.first && item.first <= cut.last) yield item;
      }
    } finally {
      closeSync(fd);
    }
  }
}

function describe(item: ScannedDamage, file: string, cut: { first: number; last: number }): QueueDamage {
  const base = { kind: 'damaged_record', file, offset: item.offset, bytes: item.bytes, detail: item.detail } as const;
  if (!item.lost) return base;
  return { ...base, lost: { first: Math.max(item.lost.first, cut.first), last: Math.min(item.lost.last, cut.last) } };
}
