import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sortPairs } from './radix-sort.js';
import { TagTable } from './tag-table.js';

// Few different tags, many at both ends, so that runs of equal ones and overflow at the last slots do happen.
const tag = fc.oneof(
  fc.nat(40),
  fc.integer({ min: 2 ** 32 - 40, max: 2 ** 32 - 1 }),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
);
const step = fc.record({ tag, remove: fc.integer({ min: 0, max: 3 }).map((n) => n === 0) });

function ordinalsOf(table: TagTable, wanted: number): number[] {
  const found: number[] = [];
  for (let at = table.find(wanted); at >= 0; at = table.findNext(at, wanted)) found.push(table.ordinalAt(at));
  return found.sort((a, b) => a - b);
}

function expectSame(table: TagTable, model: ReadonlyMap<number, readonly number[]>): void {
  for (const [wanted, ordinals] of model) expect(ordinalsOf(table, wanted)).toEqual(ordinals);
  expect(table.size).toBe([...model.values()].reduce((n, list) => n + list.length, 0));
}

describe('TagTable', () => {
  it('holds what a plain map of lists holds, while it grows, and when entries are removed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: 1, max: 400 }), (steps, expected) => {
        const table = new TagTable(expected, 8);
        const model = new Map<number, number[]>();
        for (const [ordinal, { tag: t, remove }] of steps.entries()) {
          const list = model.get(t) ?? [];
          model.set(t, list);
          const gone = remove ? list.shift() : undefined;
          if (gone === undefined) {
            list.push(ordinal);
            table.insert(t, ordinal);
          } else expect(table.remove(t, gone)).toBe(true);
        }
        expectSame(table, model);
        expect(table.remove(12_345_678, 1)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same when it is made of a sorted list', () => {
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 500 }), (tags) => {
        const sorted = sortPairs(Uint32Array.from(tags), Uint32Array.from(tags.keys()), tags.length);
        const table = TagTable.fromSorted(sorted.keys, sorted.values, tags.length, 10);
        const model = new Map<number, number[]>();
        for (const [ordinal, t] of tags.entries()) model.set(t, [...(model.get(t) ?? []), ordinal]);
        expectSame(table, model);
        table.insert(7, 1_000);
        model.set(7, [...(model.get(7) ?? []), 1_000]);
        expectSame(table, model);
      }),
    );
  });

  it('takes ten bytes an id when it is as full as expected', () => {
    const table = new TagTable(100_000);
    for (let i = 0; i < 100_000; i += 1) table.insert(Math.imul(i, 0x9e3779b1) >>> 0, i);
    expect(table.bytes / 100_000).toBeLessThan(10.1);
  });
});

describe('sortPairs', () => {
  it('sorts by key and keeps the values with them', () => {
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 200 }), (tags) => {
        const { keys, values } = sortPairs(Uint32Array.from(tags), Uint32Array.from(tags.keys()), tags.length);
        expect([...keys]).toEqual([...tags].sort((a, b) => a - b));
        expect([...values].map((i) => tags[i])).toEqual([...keys]);
      }),
    );
  });
});
