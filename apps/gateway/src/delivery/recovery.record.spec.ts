import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Manifest, type Queue, openQueue } from '@argus/queue';
import { manifestOf } from './batch.js';
import type { BatchDeliverer } from './batch.deliverer.js';
import type { BatchMaker } from './batch.maker.js';
import { Recovery } from './recovery.js';

const prepared = { parts: [], events: {}, damage: [] };

let dir: string;
let queue: Queue;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'argus-recovery-'));
  queue = await openQueue({ dir, maxBytes: 1_000_000, onDamage: () => {} });
  await queue.append(Buffer.from('frame'), 2);
});
afterEach(async () => {
  await queue.close();
  await rm(dir, { recursive: true });
});

/** What a later life would read, whatever this one has in memory. */
const onDisk = async () => (await readFile(path.join(dir, 'state-a.journal'), 'utf8')).match(/"token":"[^"]*"/g) ?? [];

/** Runs the recovery of this life; answers what was on disk when the batch would have been sent. */
async function recover(onError: (line: object) => void = () => {}): Promise<string[][]> {
  const sent: string[][] = [];
  const maker = { prepare: () => Promise.resolve(prepared) } as unknown as BatchMaker;
  const deliverer = {
    deliver: async () => {
      sent.push(await onDisk());
      return [];
    },
  } as unknown as BatchDeliverer;
  const quiet = { info: () => {}, error: onError } as never;
  await new Recovery(queue, maker, deliverer, quiet, () => Promise.resolve()).run(new AbortController().signal);
  return sent;
}

describe('recovery of a batch whose record could not be written', () => {
  it('[B10] writes the record before it sends, and sends nothing while the disk takes none', async () => {
    // A large record, of half of the range, makes the journal write itself anew next time; a folder in the way forbids it.
    const large: Manifest = { first: 1, last: 1, token: 'large', rows: 0, checksum: '', state: 'ready', attempt: 1 };
    await queue.commitManifest({ ...large, detail: { padding: 'x'.repeat(1_100_000) } });
    const inTheWay = path.join(dir, 'state-a.journal.draft');
    await mkdir(inTheWay);
    const cut = queue.cutRange(1, 2)!;
    const unwritten = manifestOf({ name: 'q/1/1-2', cut, prepared, isFiltered: false }, 'ready', 0);
    await expect(queue.commitManifest(unwritten)).rejects.toThrow();
    expect(queue.openManifests().map(({ token }) => token)).toEqual(['large', 'q/1/1-2']);
    expect(await onDisk()).not.toContain('"token":"q/1/1-2"');

    await expect(recover()).rejects.toThrow();

    await rm(inTheWay, { recursive: true });
    expect(await recover()).toEqual([expect.arrayContaining(['"token":"q/1/1-2"'])]);
  });
});

describe('recovery of a batch whose bytes are not those that were recorded', () => {
  const recorded = async (detail: { format?: number }) => {
    const cut = queue.cutRange(1, 2)!;
    const manifest = manifestOf({ name: 'q/1/1-2', cut, prepared, isFiltered: false }, 'ready', 0, detail);
    await queue.commitManifest(JSON.parse(JSON.stringify({ ...manifest, checksum: 'other' })) as Manifest);
    const lines: object[] = [];
    expect(await recover((line) => lines.push(line))).toHaveLength(1);
    return lines;
  };

  it('[B10] says so where the same release recorded them', async () => {
    const line = { batch: 'q/1/1-2', was: 'other', is: '' };
    expect(await recorded({})).toEqual([line, line]);
  });

  it.each([{ format: undefined }, { format: 1 }])('[B10] is silent after an upgrade: %j', async (detail) => {
    expect(await recorded(detail as { format?: number })).toEqual([]);
  });
});
