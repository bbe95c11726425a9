import path from 'node:path';
import type { GatewayConfig } from '@argus/config';
import { type Queue, openQueue } from '@argus/queue';
import { Counter, Gauge, type Logger, type Registry } from '@argus/telemetry';
import { protectionsOff } from '../delivery/protections.js';
import { readCheckpoint } from '../ledger/checkpoint.file.js';
import { type FolderLock, QUEUE_FOLDER } from './folder-lock.js';

const SEGMENT_BYTES = 64 * 1024 * 1024;
/** More numbers than can have been given out after the ledger was saved for the last time. */
const UNSAVED_SPAN = 2 ** 24;

/**
 * Where a queue begins whose folder was lost while the rest was not. Ledger and index of ids go by its numbers: what came
 * with a number that they take for done would be counted and remembered by neither, and never leave the disk.
 */
async function firstSequence(folder: string): Promise<number> {
  const known = await readCheckpoint(path.join(folder, 'ledger.json')).catch(() => undefined);
  return known && known.receivedThrough > 0 ? known.receivedThrough + UNSAVED_SPAN : 1;
}

/** Opens the durable queue of this installation and shows its depth as metrics. */
export async function openGatewayQueue(
  config: GatewayConfig,
  logger: Logger,
  registry: Registry,
  lock: FolderLock,
): Promise<Queue> {
  const damage = new Counter({
    name: 'argus_queue_damage_total',
    help: 'Places in the queue files that were damaged and skipped; each is named in the log.',
    registers: [registry],
  });
  const queue = await openQueue({
    dir: path.join(lock.folder, QUEUE_FOLDER),
    maxBytes: config.queue.maxBytes,
    segmentBytes: SEGMENT_BYTES,
    firstSequence: await firstSequence(lock.folder),
    withoutLock: protectionsOff(config.faults)('lock'),
    holds: ['dedup', 'ledger'],
    minFreeDiskBytes: config.queue.minFreeBytes,
    onDamage: (found) => {
      damage.inc();
      logger.error({ damage: found }, 'the queue is damaged here; the rest of it is delivered');
    },
  });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge('argus_queue_rows', 'Events and errors that wait for ClickHouse.', () => queue.depth.rows);
  gauge('argus_queue_bytes', 'Bytes that the queue takes on disk.', () => queue.room.usedBytes);
  gauge('argus_queue_oldest_seconds', 'How long the oldest waiting event has waited.', () => {
    const since = queue.depth.oldestAppendedAtMs;
    return since === undefined ? 0 : Math.max(0, (Date.now() - since) / 1000);
  });
  return queue;
}
