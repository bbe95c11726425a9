import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DedupDamage, DedupIndex, DedupOptions } from './dedup-index.interface.js';
import { openDedupIndex } from './open-dedup-index.js';

let dir: string;
let index: DedupIndex;
let nowMs: number;
let damages: DedupDamage[];

const id = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

async function open(options: Partial<DedupOptions> = {}): Promise<DedupIndex> {
  damages = [];
  index = await openDedupIndex({ dir, now: () => nowMs, onDamage: (damage) => damages.push(damage), ...options });
  return index;
}

/** What SIGKILL leaves: the files as they are now. */
async function crash(): Promise<void> {
  const copy = `${dir}-copy`;
  await cp(dir, copy, { recursive: true });
  await index.close();
  await rm(dir, { recursive: true });
  await cp(copy, dir, { recursive: true });
  await rm(copy, { recursive: true });
}

function claimAll(ids: readonly number[], source = 'shop', checksum = 1) {
  const batch = index.begin();
  const verdicts = ids.map((n) => batch.claim(source, id(n), checksum));
  return { batch, verdicts };
}

function commitAll(ids: readonly number[]): void {
  const { batch } = claimAll(ids);
  batch.commit();
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'argus-dedup-'));
  nowMs = 1_000_000;
  await open();
});
afterEach(async () => {
  await index.close();
  await rm(dir, { recursive: true, force: true });
});

describe('[B10] the index of event ids', () => {
  it('knows an id again, per source, and tells another payload apart', () => {
    commitAll([1]);
    expect(claimAll([1, 2, 2]).verdicts).toEqual(['duplicate', 'new', 'duplicate']);
    expect(claimAll([1], 'shop', 9).verdicts).toEqual(['conflict']);
    expect(claimAll([1], 'blog').verdicts).toEqual(['new']);
    expect(index.peek('shop', id(1), 1)).toBe('duplicate');
    expect(index.peek('shop', id(77), 1)).toBe('new');
    expect(index.peek('shop', id(77), 1)).toBe('new');
  });

  it('forgets what is rolled back or released', () => {
    const { batch } = claimAll([1, 2]);
    batch.release('shop', id(1));
    batch.commit();
    expect(claimAll([1, 2]).verdicts).toEqual(['new', 'duplicate']);
    const failed = claimAll([3, 4]);
    failed.batch.release('shop', id(4));
    failed.batch.rollback();
    failed.batch.rollback();
    expect(claimAll([3, 4]).verdicts).toEqual(['new', 'new']);
  });

  it('releases only its own claims', () => {
    const first = claimAll([1]);
    const second = claimAll([1]);
    second.batch.release('shop', id(1));
    expect(second.verdicts).toEqual(['duplicate']);
    expect(index.peek('shop', id(1), 1)).toBe('duplicate');
    first.batch.commit();
    second.batch.commit();
  });

  it('says whether duplicates of what others were writing became durable', async () => {
    const writing = claimAll([1, 2, 3]);
    const lucky = claimAll([1]);
    const refused = claimAll([2]);
    const own = claimAll([9, 9]);
    writing.batch.release('shop', id(2));
    writing.batch.commit();
    expect(await lucky.batch.duplicatesAreDurable()).toBe(true);
    expect(await refused.batch.duplicatesAreDurable()).toBe(false);
    expect(await own.batch.duplicatesAreDurable()).toBe(true);
    own.batch.commit();

    const failing = claimAll([5]);
    const waiting = claimAll([5, 6]);
    waiting.batch.commit();
    const answer = waiting.batch.duplicatesAreDurable();
    failing.batch.rollback();
    expect(await answer).toBe(false);
    expect(claimAll([5, 6]).verdicts).toEqual(['new', 'duplicate']);
  });

  it('remembers after a restart what was checkpointed, and only what was committed', async () => {
    commitAll([1, 2]);
    const open1 = claimAll([3]);
    const written = index.checkpoint(20);
    open1.batch.rollback();
    await written;
    commitAll([4]);
    expect(index.checkpointedSequence).toBe(20);
    await crash();
    await open();
    expect(index.checkpointedSequence).toBe(20);
    expect(claimAll([1, 2, 3, 4]).verdicts).toEqual(['duplicate', 'duplicate', 'new', 'new']);
    expect(damages).toEqual([]);
  });

  it('takes from the queue what came after the checkpoint, twice without harm', async () => {
    commitAll([1]);
    await index.checkpoint(1);
    commitAll([2]);
    await crash();
    await open();
    for (const n of [1, 2, 2]) index.restore('shop', id(n), 1, nowMs);
    expect(index.stats.ids).toBe(2);
    expect(claimAll([2, 3]).verdicts).toEqual(['duplicate', 'new']);
  });

  it('finds ids of every block and generation, in memory and on disk', async () => {
    await index.close();
    await open({ maxIds: 16_000 });
    const ids = Array.from({ length: 15_000 }, (_, n) => n);
    for (let from = 0; from < ids.length; from += 1_000) {
      commitAll(ids.slice(from, from + 1_000));
      if (from % 3_000 === 0) await index.checkpoint(from + 1);
    }
    const missing = () => ids.filter((n) => index.peek('shop', id(n), 1) !== 'duplicate');
    expect(missing()).toEqual([]);
    await index.checkpoint(15_000);
    expect(missing()).toEqual([]);
    expect(index.stats).toMatchObject({ ids: 15_000, generations: 4, unwrittenIds: 0 });
    await crash();
    await open({ maxIds: 16_000 });
    expect(missing()).toEqual([]);
    expect(ids.filter((n) => index.peek('shop', id(n + 20_000), 1) !== 'new')).toEqual([]);
    expect(damages).toEqual([]);
  });

  it('forgets the oldest by number and by time, on disk too', async () => {
    await index.close();
    await open({ maxIds: 40, maxAgeMs: 1_000 });
    for (let n = 0; n < 100; n += 10) commitAll(Array.from({ length: 10 }, (_, i) => n + i));
    index.begin();
    const known = () => Array.from({ length: 100 }, (_, n) => n).filter((n) => index.peek('shop', id(n), 1) !== 'new');
    expect(known()).toEqual(Array.from({ length: 40 }, (_, n) => n + 60));
    await index.checkpoint(100);
    expect((await readdir(dir)).length).toBeLessThanOrEqual(5);
    nowMs += 1_001;
    commitAll([500]);
    expect(known()).toEqual([]);
    await index.checkpoint(101);
    expect(index.stats.windowMs).toBe(0);
    await crash();
    await open({ maxIds: 40, maxAgeMs: 1_000 });
    expect(known()).toEqual([]);
    expect(index.peek('shop', id(500), 1)).toBe('duplicate');
  });

  it('agrees with a plain map over random lives', async () => {
    const step = fc.record({
      ids: fc.array(fc.nat(60), { minLength: 1, maxLength: 12 }),
      end: fc.constantFrom('commit', 'commit', 'rollback'),
      next: fc.constantFrom('go on', 'go on', 'checkpoint', 'restart'),
    });
    let folders = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const model = new Set<number>();
        await index.close();
        dir = join(tmpdir(), `argus-dedup-${process.pid}-${(folders += 1)}`);
        await open();
        for (const [at, { ids, end, next }] of steps.entries()) {
          const batch = index.begin();
          const claimed = new Set<number>();
          for (const n of ids) {
            const known = model.has(n) || claimed.has(n);
            expect(batch.claim('shop', id(n), 1)).toBe(known ? 'duplicate' : 'new');
            claimed.add(n);
          }
          if (end === 'commit') {
            batch.commit();
            for (const n of claimed) model.add(n);
          } else batch.rollback();
          if (next !== 'go on') await index.checkpoint(at + 1);
          if (next === 'restart') {
            await crash();
            await open();
          }
        }
        for (let n = 0; n <= 60; n += 1) expect(index.peek('shop', id(n), 1)).toBe(model.has(n) ? 'duplicate' : 'new');
        await index.close();
        await rm(dir, { recursive: true });
      }),
      { numRuns: 40, timeout: 30_000 },
    );
    dir = await mkdtemp(join(tmpdir(), 'argus-dedup-'));
    await open();
  });

  it('forgets nothing because the clock on the wall jumps ahead or back', async () => {
    await index.close();
    let elapsedMs = 50;
    await open({ maxAgeMs: 1_000, elapsed: () => elapsedMs });
    commitAll([1]);
    for (const jumpMs of [86_400_000, -86_400_000, 3_000]) {
      nowMs += jumpMs;
      expect(claimAll([1]).verdicts).toEqual(['duplicate']);
    }
    elapsedMs += 1_251;
    commitAll([2]);
    elapsedMs += 1_001;
    commitAll([3]);
    expect(index.peek('shop', id(1), 1)).toBe('new');
    expect(index.peek('shop', id(2), 1)).not.toBe('conflict');
  });

  it('names damage, never takes a wrong id for a known one, and asks the queue again', async () => {
    const ids = Array.from({ length: 9_000 }, (_, n) => n);
    commitAll(ids.slice(0, 5_000));
    await index.checkpoint(5_000);
    commitAll(ids.slice(5_000));
    await index.checkpoint(9_000);
    await index.close();
    const path = join(dir, (await readdir(dir))[0] as string);
    const whole = await readFile(path);
    const harm = fc.record({ at: fc.nat(whole.length - 1), cut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(harm, async ({ at, cut }) => {
        const harmed = Buffer.from(cut ? whole.subarray(0, at) : whole);
        if (!cut) harmed.writeUInt8(harmed.readUInt8(at) ^ 8, at);
        await writeFile(path, harmed);
        await open();
        const lost = ids.filter((n) => index.peek('shop', id(n), 1) === 'new');
        expect(ids.filter((n) => index.peek('shop', id(n + 10_000), 1) !== 'new')).toEqual([]);
        // What is lost must be replayed from the queue.
        expect(lost.filter((n) => n + 1 <= index.checkpointedSequence)).toEqual([]);
        if (!cut) expect(damages.length).toBeGreaterThan(0);
        for (const n of lost) index.restore('shop', id(n), 1, nowMs);
        expect(ids.filter((n) => index.peek('shop', id(n), 1) !== 'duplicate')).toEqual([]);
        await index.close();
        await rm(dir, { recursive: true });
        await open();
        await index.close();
      }),
      { numRuns: 25, timeout: 30_000 },
    );
    await open();
  });

  it('notices that a log which is not the newest was cut short', async () => {
    await index.close();
    await open({ maxIds: 40 });
    for (let n = 0; n < 20; n += 10) commitAll(Array.from({ length: 10 }, (_, i) => n + i));
    commitAll([30]);
    await index.checkpoint(30);
    await index.close();
    const [oldest] = (await readdir(dir)).sort();
    const path = join(dir, oldest as string);
    await truncate(path, (await stat(path)).size - 32);
    await open({ maxIds: 40 });
    expect(damages).toMatchObject([{ file: path, detail: 'the log was cut short' }]);
    expect(index.checkpointedSequence).toBe(0);
  });
});
