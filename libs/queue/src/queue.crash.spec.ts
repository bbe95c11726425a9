import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { openQueue } from './open-queue.js';
import type { Queue, QueueDamage } from './queue.interface.js';
import { readRange } from './read-range.js';
import { lastOf } from './record.format.js';

/*
 * Random lives of a queue, ended in every way we can think of, against a plain list of what was appended: each durable
 * frame comes back once, in order, as it was; what does not come back has been named; numbers are never used again.
 */
interface Told {
  readonly first: number;
  readonly last: number;
  /** Length and checksum: short enough to be printed. */
  readonly payload: string;
}
interface Life {
  readonly folder: string;
  /** Answered as durable. */
  readonly durable: Told[];
  /** Handed in, not answered when the process "died". */
  readonly doubtful: Told[];
  readonly acknowledged: number;
  readonly highest: number;
}

const append = fc.record({ count: fc.nat(30), size: fc.oneof(fc.nat(200), fc.integer({ min: 15_000, max: 80_000 })) });
const life = fc.record({
  rounds: fc.array(fc.array(append, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 10 }),
  acknowledgeRounds: fc.nat(3),
  inFlight: fc.array(append, { maxLength: 4 }),
  clean: fc.boolean(),
  seed: fc.integer(),
});

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'argus-crash-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const OPTIONS = { maxBytes: 1e9, segmentBytes: 60_000, holds: ['test'] };
const sign = (payload: string | Uint8Array) => `${payload.length}:${crc32(payload)}`;
let folders = 0;
const newFolder = () => join(root, String((folders += 1)));

/** Lives once, and dies: what is left is a copy of the folder at that moment. */
async function live(plan: typeof life extends fc.Arbitrary<infer T> ? T : never): Promise<Life> {
  const source = newFolder();
  const folder = newFolder();
  const queue = await openQueue({ ...OPTIONS, dir: source, onDamage: () => {} });
  const durable: Told[] = [];
  let serial = plan.seed;
  const send = ({ count, size }: { count: number; size: number }) => {
    serial += 1;
    // Bytes that look like records must not be taken for some.
    const payload = `ARQ1${serial}:`.padEnd(size, 'ARQ1');
    const sent = queue.append(Buffer.from(payload), count);
    return sent.then(({ first }): Told => ({ first, last: lastOf({ first, count }), payload: sign(payload) }));
  };
  let acknowledged = 0;
  for (const [i, round] of plan.rounds.entries()) {
    durable.push(...(await Promise.all(round.map(send))));
    if (i >= plan.acknowledgeRounds) continue;
    const cut = queue.nextCut({ maxRows: 40, maxBytes: 50_000 });
    if (!cut) continue;
    await queue.commitManifest({ ...cut, token: `${i}`, checksum: '', state: '', attempt: 1, detail: {} } as never);
    await queue.acknowledge(cut);
    acknowledged = cut.last;
  }
  const inFlight = Promise.all(plan.inFlight.map(send));
  if (plan.clean) {
    durable.push(...(await inFlight));
    await queue.close();
  }
  await cp(source, folder, { recursive: true });
  const doubtful = plan.clean ? [] : await inFlight;
  await queue.close();
  await rm(source, { recursive: true });
  return { folder, durable, doubtful, acknowledged, highest: [...durable, ...doubtful].at(-1)?.last ?? 0 };
}

async function deliverAll(queue: Queue, onDamage: (damage: QueueDamage) => void): Promise<Told[]> {
  const frames: Told[] = [];
  for (
    let cut = queue.nextCut({ maxRows: 50, maxBytes: 90_000 });
    cut;
    cut = queue.nextCut({ maxRows: 50, maxBytes: 90_000 })
  ) {
    for (const frame of readRange(structuredClone(cut), onDamage)) {
      frames.push({ first: frame.first, last: lastOf(frame), payload: sign(frame.payload) });
    }
    await queue.acknowledge(cut);
  }
  return frames;
}

async function nextLife(before: Life) {
  const damages: QueueDamage[] = [];
  const onDamage = (damage: QueueDamage) => damages.push(damage);
  const queue = await openQueue({ ...OPTIONS, dir: before.folder, onDamage });
  const replayed: number[] = [];
  for await (const { first } of queue.frames(before.acknowledged + 1)) replayed.push(first);
  const delivered = await deliverAll(queue, onDamage);
  const { first } = await queue.append(Buffer.from('new'), 1);
  const { cursorTrusted } = queue;
  await queue.close();
  await rm(before.folder, { recursive: true });
  return { damages, delivered, replayed, first, cursorTrusted };
}

// Each run flushes a disk many times: a slow one does fewer of them, and does not fail for being slow.
describe('a queue after a crash', () => {
  it('gives each durable frame once, in order, and nothing that was not appended', async () => {
    await fc.assert(
      fc.asyncProperty(life, async (plan) => {
        const before = await live(plan);
        const after = await nextLife(before);
        const expected = before.durable.filter(({ last }) => last > before.acknowledged);
        expect(after.delivered.slice(0, expected.length)).toEqual(expected);
        const extra = after.delivered.slice(expected.length);
        expect(extra).toEqual(before.doubtful.slice(0, extra.length));
        expect(after.replayed).toEqual(after.delivered.map(({ first }) => first));
        expect(after.first).toBeGreaterThan(before.highest);
        expect(after.damages.filter(({ kind }) => kind !== 'torn_tail')).toEqual([]);
        expect(after.cursorTrusted).toBe(true);
      }),
      { numRuns: 40, plugins: [fc.interruptAfterTimeLimit(30_000)] },
    );
  });

  it('survives harm to any one file: it names what it lost, and delivers the rest once', async () => {
    const harms = fc.record({
      file: fc.nat(),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      how: fc.constantFrom('bit', 'bit', 'cut', 'empty', 'remove', 'zeros'),
    });
    await fc.assert(
      fc.asyncProperty(life, harms, async (plan, harm) => {
        const before = await live({ ...plan, clean: true });
        const names = (await readdir(before.folder)).filter((name) => /\.(segment|journal)$/.test(name)).sort();
        const path = join(before.folder, names[harm.file % names.length] as string);
        await hurt(path, harm.how, harm.at);
        const after = await nextLife(before);

        const expected = before.durable.filter(({ last }) => last > before.acknowledged);
        const wasNamed = ({ first, last }: Told) =>
          after.damages.some(({ lost }) => lost !== undefined && lost.first <= first && last <= lost.last);
        const given = new Set(after.delivered.map(({ first }) => first));
        const missing = expected.filter(({ first }) => !given.has(first));
        expect(after.delivered).toEqual(expected.filter(({ first }) => given.has(first)));
        expect(missing.filter((told) => !wasNamed(told))).toEqual([]);
        expect(after.first).toBeGreaterThan(before.highest);
        expect(after.cursorTrusted).toBe(true);
        if (path.endsWith('.journal')) expect(missing).toEqual([]);
      }),
      { numRuns: 120, plugins: [fc.interruptAfterTimeLimit(60_000)], timeout: 30_000, endOnFailure: true },
    );
  });

  it('says so when both copies of its state are gone', async () => {
    const before = await live({
      rounds: [[{ count: 2, size: 10 }]],
      acknowledgeRounds: 0,
      inFlight: [],
      clean: true,
      seed: 1,
    });
    for (const name of ['state-a.journal', 'state-b.journal']) await rm(join(before.folder, name));
    const after = await nextLife(before);
    expect(after.delivered).toEqual(before.durable);
    expect(after.cursorTrusted).toBe(false);
    expect(after.damages).toMatchObject([{ kind: 'damaged_journal' }]);
    expect(after.first).toBeGreaterThan(before.highest);
  });
});

async function hurt(path: string, how: 'bit' | 'cut' | 'empty' | 'remove' | 'zeros', at: number): Promise<void> {
  const { size } = await stat(path);
  const offset = Math.min(size - 1, Math.floor(at * size));
  if (how === 'remove') await rm(path);
  else if (how === 'empty') await truncate(path, 0);
  else if (how === 'cut') await truncate(path, offset);
  else {
    const bytes = await readFile(path);
    if (how === 'bit') bytes.writeUInt8(bytes.readUInt8(offset) ^ 4, offset);
    else bytes.fill(0, offset, Math.min(size, offset + 512));
    await writeFile(path, bytes);
  }
}
