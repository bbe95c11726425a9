import { randomUUID } from 'node:crypto';
import { mkdir, open, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BlockIndex } from './block-index.js';
import { DamageLog } from './damage.log.js';
import { DiskSpace } from './disk-space.js';
import { DurableQueue } from './durable-queue.js';
import { acquireFolderLock, type FolderLock } from './folder-lock.js';
import type { Queue, QueueOptions } from './queue.interface.js';
import { listSegments, type FoundSegment } from './segment.inventory.js';
import { recoverSegments } from './segment.recovery.js';
import { SEGMENT_SPAN, SegmentStore } from './segment.store.js';
import { readJournal, RESERVE, StateJournal } from './state-journal.js';
import { syncFolder } from './sync-folder.js';
import type { QueueState } from './state-entry.format.js';

/*
 * The durable queue: what was answered with 202 stands here until ClickHouse has it.
 *
 * A folder of append-only segments (`segment.format.ts`, `record.format.ts`), a journal of what is delivered and what is
 * in doubt (`state-journal.ts`), and a lock (`folder-lock.ts`). Payloads are opaque. One sequence numbers every row; a
 * frame is one append and takes `max(1, rows)` numbers. Numbers rise and are never used twice, but have gaps: a refused
 * append, and a jump at each opening after an unclean end, past all that may have been given out.
 *
 * Life of a frame: append -> flushed with whatever came meanwhile (`append.lane.ts`) -> visible to delivery
 * (`block-index.ts`) -> cut, manifest made durable, inserted, acknowledged -> its segment removed once everything in it
 * is acknowledged and no consumer holds it.
 *
 * Opening adds nothing to a file of an earlier life, and cuts off what is not valid; it reads everything that is not
 * acknowledged and checks it. A damaged record costs itself; a damaged header, a short, empty or missing file costs what
 * is no longer there. Whatever it is, it is named, and the rest is delivered.
 *
 * Limits: one process, one disk; 2^53 rows; a frame up to 64 MiB and 1,000,000 rows. Not promised: anything after a disk
 * that says `fdatasync` has succeeded when it has not; that a flush which failed is disowned when the process dies in
 * the moment before the next segment could be made.
 */
const SEGMENT_BYTES = 64 * 1024 * 1024;
const MAX_PENDING_BYTES = 128 * 1024 * 1024;
const LOCK_WAIT_MS = 10_000;

/** Opens or makes the queue of a folder. Throws `FolderLockedError` when another process keeps it, and system errors. */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const { dir, lockWaitMs: waitMs = LOCK_WAIT_MS } = options;
  const lock = options.withoutLock
    ? await shared(dir)
    : await acquireFolderLock(dir, { waitMs, reserve: join(dir, RESERVE) });
  try {
    return await openLocked(options, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function shared(dir: string): Promise<FolderLock> {
  await mkdir(dir, { recursive: true });
  return { release: () => Promise.resolve() };
}

async function openLocked(options: QueueOptions, lock: FolderLock): Promise<Queue> {
  const { dir, maxBytes, now = Date.now } = options;
  const damage = new DamageLog(options.onDamage);
  const { recovered, damages } = await readJournal(dir);
  damages.forEach(damage.report);

  const found = listSegments(dir);
  if (!recovered && found.length > 0) {
    const detail = 'both copies are unreadable: what was delivered before is not known, and the queue has a new id';
    damage.report({ kind: 'damaged_journal', file: dir, offset: 0, bytes: 0, detail });
  }
  const earlier = recovered?.state ?? stateFromSegments(found, options.firstSequence ?? 1);
  const lastKnown = recovered?.closedAt ?? earlier.flushed;
  const index = new BlockIndex(boundaries(earlier));
  const expected = { acknowledged: earlier.acknowledged, lastDurable: lastKnown };
  const { segments, damages: lost } = recoverSegments(found, expected, index);
  lost.forEach(damage.report);
  await cutTails(found, segments);
  // What a process wrote and died before it was flushed counts from now on, and its sender will be told of a duplicate.
  await syncNewest(segments);

  const clean = recovered?.closedAt !== undefined && damage.all.length === 0;
  const lastDurable = Math.max(earlier.acknowledged, ...segments.map(({ last }) => last));
  const nextSequence =
    clean || found.length + damage.all.length === 0
      ? Math.max(earlier.nextSequence, lastDurable + 1)
      : Math.max(earlier.nextSequence, lastDurable + 1, lastKnown + 1, found.at(-1)?.first ?? 0) + SEGMENT_SPAN;

  const state = { ...earlier, epoch: earlier.epoch + 1, nextSequence, flushed: lastDurable };
  const journal = await StateJournal.create(dir, state, recovered?.nextEntry ?? 1);
  // The folder's own name, when it is new.
  if (!recovered) await syncFolder(dirname(dir));
  const space = new DiskSpace(dir, now);
  await space.look();
  const store = new SegmentStore(
    {
      dir,
      segmentBytes: Math.min(options.segmentBytes ?? SEGMENT_BYTES, Math.ceil(maxBytes / 8)),
      queueId: state.id,
      epoch: state.epoch,
      now,
      acknowledged: () => journal.acknowledged,
    },
    segments,
  );
  return new DurableQueue(
    { store, index, journal, space, lock, damage },
    { maxBytes, minFreeDiskBytes: options.minFreeDiskBytes ?? 0, maxPendingBytes: MAX_PENDING_BYTES },
    {
      nextSequence,
      lastDurable,
      holds: options.holds ?? [],
      cursorTrusted: recovered?.trusted ?? found.length === 0,
      now,
    },
  );
}

/** Without a journal: a new id, since tokens of the old one may have been used; and what the segments still know. */
function stateFromSegments(found: readonly FoundSegment[], firstSequence: number): QueueState {
  const acknowledged = Math.max(0, ...found.map(({ header }) => header?.acknowledged ?? 0));
  return { id: randomUUID(), epoch: 0, nextSequence: firstSequence, acknowledged, flushed: 0, manifests: [] };
}

/** Cuts of an earlier life begin and end here, so they can be made again exactly. */
function boundaries({ acknowledged, manifests }: QueueState): ReadonlySet<number> {
  return new Set([acknowledged, ...manifests.flatMap(({ first, last }) => [first - 1, last])]);
}

async function syncNewest(segments: readonly { path: string }[]): Promise<void> {
  const newest = segments.at(-1);
  if (!newest) return;
  const handle = await open(newest.path, 'r+');
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Removes what stands after the last valid record, so that it is named at this opening and at no later one. */
async function cutTails(
  found: readonly FoundSegment[],
  segments: readonly { path: string; bytes: number }[],
): Promise<void> {
  for (const [i, { path, bytes }] of segments.entries()) {
    if ((found[i]?.size ?? bytes) > bytes) await truncate(path, bytes);
  }
}
