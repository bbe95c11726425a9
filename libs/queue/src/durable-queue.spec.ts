import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cp, type FileHandle, mkdtemp, open, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLockedError } from './folder-lock.js';
import { openQueue } from './open-queue.js';
import { QueueClosedError, QueueFullError } from './queue.errors.js';
import type { Queue, QueueDamage, QueueOptions } from './queue.interface.js';
import { readRange } from './read-range.js';

let dir: string;
let queue: Queue;
const ROOMY = { maxRows: 1_000_000, maxBytes: 1e9 };

const failOnDamage = (damage: unknown) => expect(damage).toBeUndefined();

async function reopen(options: Partial<QueueOptions> = {}): Promise<Queue> {
  await queue?.close();
  queue = await openQueue({ dir, maxBytes: 1e9, now: () => 1_000, onDamage: failOnDamage, ...options });
  return queue;
}

const text = (payload: Uint8Array) => Buffer.from(payload).toString();
const append = (value: string, count = 1) => queue.append(Buffer.from(value), count);
const segments = async () => (await readdir(dir)).filter((name) => name.endsWith('.segment')).length;
const manifest = (cut: { first: number; last: number; rows: number }, token: string) => ({
  first: cut.first,
  last: cut.last,
  rows: cut.rows,
  token,
  checksum: '',
  state: 'sending',
  attempt: 1,
});

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'argus-queue-'));
  await reopen();
});
afterEach(async () => {
  await queue.close();
  await rm(dir, { recursive: true, force: true });
});

describe('the durable queue', () => {
  it('numbers rows in the order of the calls, an empty frame too', async () => {
    const firsts = await Promise.all([append('a', 3), append('b', 0), append('c', 2), append('d')]);
    expect(firsts).toEqual([{ first: 1 }, { first: 4 }, { first: 5 }, { first: 7 }]);
    expect(queue.flushedThrough).toBe(7);
    const cut = queue.nextCut(ROOMY);
    expect(cut).toMatchObject({ first: 1, last: 7, rows: 6, frames: 4 });
    expect(
      [...readRange(structuredClone(cut) as NonNullable<typeof cut>)].map((f) => [f.first, f.count, text(f.payload)]),
    ).toEqual([
      [1, 3, 'a'],
      [4, 0, 'b'],
      [5, 2, 'c'],
      [7, 1, 'd'],
    ]);
  });

  it('keeps its id and raises its epoch, and goes on counting after a clean end', async () => {
    const { id, epoch } = queue;
    await append('a', 5);
    await reopen();
    expect([queue.id, queue.epoch]).toEqual([id, epoch + 1]);
    expect(await append('b')).toEqual({ first: 6 });
    expect(queue.nextCut(ROOMY)).toMatchObject({ first: 1, last: 6, rows: 6 });
    expect(queue.cursorTrusted).toBe(true);
  });

  it('begins where it is told to', async () => {
    await queue.close();
    await rm(dir, { recursive: true });
    await reopen({ firstSequence: 5_000 });
    expect(await append('a')).toEqual({ first: 5_000 });
    expect(queue.nextCut(ROOMY)).toMatchObject({ first: 5_000, last: 5_000 });
  });

  it('shows delivery nothing that is not flushed', async () => {
    const appended = append('a');
    expect(queue.nextCut(ROOMY)).toBeUndefined();
    await appended;
    expect(queue.nextCut(ROOMY)).toMatchObject({ rows: 1 });
  });

  it('forgets what is acknowledged, in order only, and for good', async () => {
    for (const value of ['a', 'b', 'c']) await append(value);
    await expect(queue.acknowledge({ first: 2, last: 3 })).rejects.toThrow(RangeError);
    await expect(queue.acknowledge({ first: 1, last: 4 })).rejects.toThrow(RangeError);
    await queue.acknowledge({ first: 1, last: 3 });
    expect(queue.depth).toEqual({ frames: 0, rows: 0, bytes: 0, oldestAppendedAtMs: undefined });
    await reopen();
    expect(queue.acknowledgedThrough).toBe(3);
    expect(queue.nextCut(ROOMY)).toBeUndefined();
  });

  it('gives back what was in doubt, and cuts it again exactly', async () => {
    await append('a', 2);
    const cut = queue.nextCut(ROOMY);
    if (!cut) throw new Error('nothing to cut');
    await append('b', 2);
    await queue.commitManifest(manifest(cut, 'one'));
    await queue.commitManifest({ ...manifest(cut, 'one'), attempt: 2 });
    await queue.commitManifest(manifest({ first: 2, last: 2, rows: 1 }, 'part'));
    await queue.closeManifest('part');
    await reopen();
    expect(queue.openManifests()).toEqual([{ ...manifest(cut, 'one'), attempt: 2 }]);
    expect(queue.cutRange(cut.first, cut.last)).toEqual(cut);
    await queue.acknowledge(cut);
    expect(queue.openManifests()).toEqual([]);
    expect(queue.nextCut(ROOMY)).toMatchObject({ first: 3, last: 4 });
  });

  it('reads a part of a frame by the whole frame', async () => {
    await append('abcdef', 6);
    await append('x');
    const part = queue.cutRange(3, 4);
    expect(part).toMatchObject({ first: 3, last: 4, rows: 2 });
    expect([...readRange(part as NonNullable<typeof part>)].map(({ first, count }) => [first, count])).toEqual([
      [1, 6],
    ]);
  });

  it('wakes readers when something is flushed, aborted or closed', async () => {
    const readable = queue.whenReadable();
    const later = queue.whenReadable(undefined, 10);
    const abort = new AbortController();
    const aborted = queue.whenReadable(abort.signal, 10);
    await append('a');
    await readable;
    abort.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    const rejected = expect(later).rejects.toThrow(QueueClosedError);
    await queue.close();
    await rejected;
  });

  it('[B6] refuses when it is full, before writing, and takes again when something has been delivered', async () => {
    await reopen({ maxBytes: 4_000, segmentBytes: 400 });
    const payload = 'x'.repeat(300);
    const fill = async () => {
      for (let i = 0; i < 20; i += 1) await append(payload);
    };
    await expect(fill()).rejects.toMatchObject({ name: 'QueueFullError', reason: 'queue', retryAfterSeconds: 10 });
    expect(queue.room.usedBytes).toBeLessThanOrEqual(4_000);
    const cut = queue.nextCut(ROOMY);
    await queue.acknowledge(cut as NonNullable<typeof cut>);
    await append(payload);
  });

  it('[B6] refuses when the disk is nearly full', async () => {
    await reopen({ minFreeDiskBytes: 1e15 });
    await expect(append('a')).rejects.toMatchObject({ name: 'QueueFullError', reason: 'disk' });
    expect(queue.refusal()).toBeInstanceOf(QueueFullError);
  });

  it('removes segments that are delivered and held by nobody', async () => {
    await reopen({ segmentBytes: 200, holds: ['dedup'] });
    for (let i = 0; i < 10; i += 1) await append('x'.repeat(100));
    const before = await segments();
    expect(before).toBeGreaterThan(4);
    await queue.acknowledge({ first: 1, last: 10 });
    expect(await segments()).toBe(before);
    const seen: number[] = [];
    for await (const { first } of queue.frames(4)) seen.push(first);
    expect(seen).toEqual([4, 5, 6, 7, 8, 9, 10]);
    queue.hold('dedup', 11);
    await queue.close();
    expect(await segments()).toBeLessThanOrEqual(1);
  });

  it('refuses after close, frames that are too large, and a second process', async () => {
    await expect(append('a', 1_000_001)).rejects.toThrow(RangeError);
    await expect(queue.append(new Uint8Array(64 * 1024 * 1024 + 1), 1)).rejects.toThrow(RangeError);
    await expect(openQueue({ dir, maxBytes: 1, lockWaitMs: 0, onDamage: () => {} })).rejects.toThrow(FolderLockedError);
    const last = append('last');
    await queue.close();
    expect(await last).toEqual({ first: 1 });
    await expect(append('b')).rejects.toThrow(QueueClosedError);
    await reopen();
    expect(queue.depth.frames).toBe(1);
  });

  it('flushes what a life that died may not have flushed, before anybody relies on it', async () => {
    await append('a');
    const copy = `${dir}-copy`;
    await cp(dir, copy, { recursive: true, filter: (name) => !name.includes('lock') });
    const name = (await readdir(copy)).find((one) => one.endsWith('.segment')) ?? '';
    const handle = await open(join(copy, name));
    const prototype = Object.getPrototypeOf(handle) as FileHandle;
    const { ino } = await handle.stat();
    await handle.close();
    const flushed: number[] = [];
    const real = prototype.datasync;
    prototype.datasync = async function datasync(this: FileHandle) {
      await real.call(this);
      flushed.push((await this.stat()).ino);
    };
    try {
      const next = await openQueue({ dir: copy, maxBytes: 1e9, onDamage: failOnDamage });
      expect(flushed).toContain(ino);
      expect(next.nextCut(ROOMY)).toMatchObject({ first: 1, last: 1 });
      await next.close();
    } finally {
      prototype.datasync = real;
      await rm(copy, { recursive: true });
    }
  });

  it('names what lacks at the end of a segment that is not the last of a range', async () => {
    await reopen({ segmentBytes: 400 });
    for (let i = 0; i < 4; i++) await append('x'.repeat(300));
    const cut = queue.nextCut(ROOMY);
    if (!cut || cut.parts.length < 2) throw new Error('nothing to read');
    const [{ path, offset }] = cut.parts as [(typeof cut.parts)[number]];
    await truncate(path, offset);
    const damages: QueueDamage[] = [];
    const frames = [...readRange(cut, (damage) => damages.push(damage))].map(({ first }) => first);
    expect(frames).not.toContain(1);
    expect(frames).toContain(4);
    expect(damages).toMatchObject([{ kind: 'damaged_record', file: path, offset }]);
  });
});
