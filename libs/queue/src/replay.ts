import { closeSync, openSync } from 'node:fs';
import { FileWindow } from './file-window.js';
import type { Frame } from './frame.interface.js';
import type { QueueDamage } from './queue.interface.js';
import { lastOf } from './record.format.js';
import { SEGMENT_HEADER_BYTES } from './segment.format.js';
import { scanRecords } from './segment.scanner.js';
import type { Segment } from './segment.store.js';

/** How much is read before others get a turn. */
const TURN_BYTES = 4 * 1024 * 1024;

/** The frames of the segments that end at or after `from`, in order. The segments must be held meanwhile. */
export async function* replaySegments(
  segments: readonly Readonly<Segment>[],
  from: number,
  onDamage: (damage: QueueDamage) => void,
): AsyncGenerator<Frame> {
  let turn = 0;
  for (const { path, salt, first, last, bytes } of segments) {
    if (last < from) continue;
    const fd = openSync(path, 'r');
    try {
      const range = { from: SEGMENT_HEADER_BYTES, salt, after: first - 1, lastExpected: last };
      for (const item of scanRecords(new FileWindow(fd, bytes), range)) {
        turn += item.bytes;
        if (turn > TURN_BYTES) {
          turn = 0;
          await new Promise((resolve) => setImmediate(resolve));
        }
        if (item.kind === 'frame') {
          if (lastOf(item) >= from) yield item;
        } else {
          const { offset, bytes: length, detail } = item;
          const damage = { kind: 'damaged_record', file: path, offset, bytes: length, detail } as const;
          onDamage(item.lost ? { ...damage, lost: item.lost } : damage);
        }
      }
    } finally {
      closeSync(fd);
    }
  }
}
