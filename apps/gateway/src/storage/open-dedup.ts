import path from 'node:path';
import { decodeFrame } from '@argus/codec';
import type { GatewayConfig } from '@argus/config';
import { type DedupIndex, openDedupIndex } from '@argus/dedup';
import type { Queue } from '@argus/queue';
import { Gauge, type Logger, type Registry } from '@argus/telemetry';
import { protectionsOff } from '../delivery/protections.js';
import { payloadChecksum } from '../ingest/event/payload-checksum.js';
import type { SharedClaims } from '../redis/shared-claims.js';
import { type SharedId, idBytes } from '../redis/shared-id.js';
import type { FolderLock } from './folder-lock.js';

const CHECKPOINT_MS = 1_000;

/** Opens the index of seen event ids and brings it up to date with what the queue holds. */
export async function openDedup(
  config: GatewayConfig,
  queue: Queue,
  logger: Logger,
  registry: Registry,
  lock: FolderLock,
  shared: SharedClaims,
): Promise<DedupIndex> {
  const index = await openDedupIndex({
    dir: path.join(lock.folder, 'dedup'),
    maxIds: config.dedup.maxIds,
    maxAgeMs: config.dedup.maxAgeMs,
    ...(protectionsOff(config.faults)('steady') ? { elapsed: Date.now } : {}),
    onDamage: (damage) =>
      logger.error({ damage }, 'the index of event ids is damaged here; these ids may count as new'),
  });
  const frames = await replay(index, queue, logger, shared);
  shared.recovered();
  logger.info({ ...index.stats, frames }, 'the index of event ids is up to date');
  showAs(registry, 'argus_dedup_ids', 'Event ids that are remembered.', () => index.stats.ids);
  showAs(
    registry,
    'argus_dedup_window_seconds',
    'Age of the oldest remembered ids.',
    () => index.stats.windowMs / 1_000,
  );
  return keepCheckpoints(index, queue, logger);
}

function showAs(registry: Registry, name: string, help: string, value: () => number): void {
  const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(value()) });
}

/** Frames that were durable when an earlier life ended, but whose ids the index had not written. */
async function replay(index: DedupIndex, queue: Queue, logger: Logger, shared: SharedClaims): Promise<number> {
  let frames = 0;
  for await (const { first, payload, appendedAtMs } of queue.frames(index.checkpointedSequence + 1)) {
    try {
      const { source, events } = decodeFrame(payload);
      const ids: SharedId[] = [];
      for (const event of events) {
        const checksum = payloadChecksum(event);
        index.restore(source, event.eventId, checksum, appendedAtMs);
        ids.push({ source, id: idBytes(event.eventId), checksum });
      }
      shared.restore(ids);
      frames++;
    } catch (error) {
      logger.error({ err: error, sequence: first }, 'a frame cannot be read; its ids may count as new');
    }
  }
  return frames;
}

/** Writes the ids of new frames once a second and lets the queue go of those frames; a last time when it is closed. */
function keepCheckpoints(index: DedupIndex, queue: Queue, logger: Logger): DedupIndex {
  const checkpoint = async () => {
    const sequence = queue.flushedThrough;
    if (sequence <= index.checkpointedSequence) return;
    await index.checkpoint(sequence);
    queue.hold('dedup', index.checkpointedSequence + 1);
  };
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(checkpoint).catch((error: unknown) => {
      logger.warn({ err: error }, 'the index of event ids could not be written; trying again in a second');
    });
  }, CHECKPOINT_MS);
  timer.unref();
  const close = index.close.bind(index);
  index.close = async () => {
    clearInterval(timer);
    await running;
    await index.checkpoint(queue.flushedThrough);
    await close();
  };
  return index;
}
