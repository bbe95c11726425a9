import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppendLane } from './append.lane.js';
import { BlockIndex } from './block-index.js';
import { listSegments } from './segment.inventory.js';
import { recoverSegments } from './segment.recovery.js';
import { SegmentFile } from './segment.file.js';
import { SegmentStore, type Segment } from './segment.store.js';
import { readRange } from './read-range.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'argus-lane-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

type Fault = 'none' | 'write' | 'sync' | 'sync and truncate';

const refuse = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

/** The real store, whose disk does what the test says: everything is written, and then the system says no. */
class UnreliableStore extends SegmentStore {
  fault: Fault = 'none';

  override async forGroup(first: number, last: number): Promise<{ segment: Segment; file: SegmentFile }> {
    const { segment, file } = await super.forGroup(first, last);
    const fault = this.fault;
    const unreliable: Pick<SegmentFile, 'write' | 'sync' | 'truncateDurably' | 'close'> = {
      write: async (buffers, position) => {
        await file.write(buffers, position);
        if (fault === 'write') await refuse('ENOSPC');
      },
      sync: () => (fault.startsWith('sync') ? refuse('EIO') : file.sync()),
      truncateDurably: (length) => (fault === 'sync and truncate' ? refuse('EIO') : file.truncateDurably(length)),
      close: () => file.close(),
    };
    return { segment, file: unreliable as SegmentFile };
  }
}

function open() {
  const options = {
    dir,
    segmentBytes: 1e6,
    queueId: crypto.randomUUID(),
    epoch: 1,
    now: () => 0,
    acknowledged: () => 0,
  };
  const store = new UnreliableStore(options, []);
  const settled: number[] = [];
  const lane = new AppendLane(
    store,
    1,
    () => 0,
    () => {},
    (through) => settled.push(through),
  );
  return { store, lane, settled };
}

function recovered(): string[] {
  const index = new BlockIndex();
  const { damages } = recoverSegments(listSegments(dir), { acknowledged: 0, lastDurable: 0 }, index);
  expect(damages).toEqual([]);
  const cut = index.next({ maxRows: 1e6, maxBytes: 1e9 }, 0);
  return cut ? [...readRange(cut)].map(({ first, payload }) => `${first}:${payload.toString()}`) : [];
}

describe('AppendLane', () => {
  it('flushes what comes together as one group, and in order', async () => {
    const { lane, settled } = open();
    const results = await Promise.all(['a', 'b', 'c'].map((value) => lane.append(Buffer.from(value), 1)));
    expect(results).toEqual([{ first: 1 }, { first: 2 }, { first: 3 }]);
    expect(settled).toEqual([3]);
    await lane.close();
    expect(recovered()).toEqual(['1:a', '2:b', '3:c']);
  });

  it.each(['write', 'sync', 'sync and truncate'] as const)(
    'never delivers what was refused, not even after a crash, when the disk fails at %s',
    async (fault) => {
      const { store, lane } = open();
      await lane.append(Buffer.from('before'), 1);
      store.fault = fault;
      const refused = await Promise.allSettled(['x', 'y'].map((value) => lane.append(Buffer.from(value), 5)));
      const code = fault === 'write' ? 'ENOSPC' : 'EIO';
      expect(refused).toMatchObject([
        { status: 'rejected', reason: { name: 'QueueWriteError', code } },
        { status: 'rejected', reason: { name: 'QueueWriteError', code } },
      ]);
      expect(recovered()).toEqual(['1:before']);
      store.fault = 'none';
      expect(await lane.append(Buffer.from('after'), 1)).toEqual({ first: 12 });
      expect(lane.pendingBytes).toBe(0);
      await lane.close();
      expect(recovered()).toEqual(['1:before', '12:after']);
    },
  );
});
