import { describe, expect, it } from '@jest/globals';
import type { Cut, QueueReader } from '@argus/queue';
import type { PreparedPart } from '@argus/worker';
import type { Batch } from './batch.js';
import { BatchDeliverer } from './batch.deliverer.js';
import type { BatchMaker, Preparation } from './batch.maker.js';
import type { PartSender, SendOutcome } from './part.sender.js';

const cutOf = (first: number, last: number) => ({ first, last, rows: last - first + 1 }) as Cut;

const part = (table: PreparedPart['table'], batchId: string, rows = 2): PreparedPart => ({
  table,
  batchId,
  rows,
  checksum: '0',
  months: [[600, rows]],
  body: { memory: new ArrayBuffer(0), offset: 0, length: 0 },
});

const batchOf = (cut: Cut, parts: PreparedPart[], isFiltered = false): Batch => ({
  name: `${cut.first}-${cut.last}`,
  cut,
  prepared: { parts, events: { a: 2 }, damage: [] },
  isFiltered,
});

/** A deliverer whose ClickHouse stores every part of the whole but the one that is refused; halves are always stored. */
function deliverer(refused: string, more: Record<string, SendOutcome> = {}) {
  const made: { first: number; last: number; isFiltered: boolean }[] = [];
  const maker = {
    release: () => {},
    prepare: () => Promise.resolve({ parts: [part('events', '1-4/m601')], events: {}, damage: [] }),
    make: (cut: Cut, _signal: AbortSignal, { isFiltered = false }: Preparation = {}) => {
      made.push({ first: cut.first, last: cut.last, isFiltered });
      return Promise.resolve(batchOf(cut, [part('events', `${cut.first}-${cut.last}`)], isFiltered));
    },
  };
  const outcomes: Record<string, SendOutcome> = {
    [refused]: { kind: 'refused', code: 469, reason: 'no' },
    ...more,
  };
  const sender = {
    send: ({ batchId }: PreparedPart): Promise<SendOutcome> =>
      Promise.resolve(outcomes[batchId] ?? { kind: 'stored', wasInDoubt: false }),
  };
  const queue = {
    cutRange: (first: number, last: number) => cutOf(first, last),
    commitManifest: () => Promise.resolve(),
    closeManifest: () => Promise.resolve(),
  };
  const mended: string[] = [];
  const quiet = () => {};
  const options = {
    metrics: { splits: { inc: quiet }, poison: { inc: quiet } },
    logger: { warn: quiet, error: quiet },
    mender: {
      mend: (_name: string, _range: unknown, tables: string[]) => {
        mended.push(...tables);
        return Promise.resolve();
      },
    },
    now: () => 0,
    isOff: () => false,
  } as unknown as ConstructorParameters<typeof BatchDeliverer>[3];
  const one = new BatchDeliverer(
    queue as unknown as QueueReader,
    maker as unknown as BatchMaker,
    sender as unknown as PartSender,
    options,
  );
  return { deliver: (batch: Batch) => one.deliver(batch, new AbortController().signal), made, mended };
}

describe('a batch that is split', () => {
  it('is halved although it has one row, while its range has room for another row before that', async () => {
    const { deliver, made } = deliverer('7-8');
    await deliver(batchOf(cutOf(7, 8), [part('events', '7-8', 1)]));
    expect(made.map(({ first, last }) => [first, last])).toEqual([
      [7, 7],
      [8, 8],
    ]);
  });

  it('leaves out what was stored before a later part was refused', async () => {
    const { deliver, made } = deliverer('1-4/errors');
    await deliver(batchOf(cutOf(1, 4), [part('events', '1-4'), part('errors', '1-4/errors')]));
    expect(made).toEqual([
      { first: 1, last: 2, isFiltered: true },
      { first: 3, last: 4, isFiltered: true },
    ]);
  });

  it('loses nothing when the rest of a part that was stored in part is refused, and mends what was in doubt', async () => {
    const partly: SendOutcome = { kind: 'partly', storedMonths: [600] };
    const { deliver, made, mended } = deliverer('1-4/m601', { '1-4': partly });
    await deliver(batchOf(cutOf(1, 4), [part('events', '1-4')]));
    expect(made.map(({ isFiltered }) => isFiltered)).toEqual([true, true]);
    expect(mended).toEqual(['events']);
  });

  it('asks for no rows where nothing of it was stored', async () => {
    const { deliver, made } = deliverer('1-4');
    await deliver(batchOf(cutOf(1, 4), [part('events', '1-4'), part('errors', '1-4/errors')]));
    expect(made.map(({ isFiltered }) => isFiltered)).toEqual([false, false]);
  });

  it('goes on leaving out when a half of it is split again', async () => {
    const { deliver, made } = deliverer('1-4');
    await deliver(batchOf(cutOf(1, 4), [part('events', '1-4')], true));
    expect(made.map(({ isFiltered }) => isFiltered)).toEqual([true, true]);
  });
});
