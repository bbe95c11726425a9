import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BlockIndex } from './block-index.js';

const NONE = { frames: 0, rows: 0, bytes: 0, oldestAppendedAtMs: undefined };

function fill(sizes: readonly { rows: number; bytes: number }[], boundaries?: ReadonlySet<number>) {
  const index = new BlockIndex(boundaries);
  const records: { first: number; last: number; rows: number; bytes: number; offset: number }[] = [];
  let first = 1;
  let offset = 128;
  for (const [i, { rows, bytes }] of sizes.entries()) {
    const last = first + Math.max(1, rows) - 1;
    records.push({ first, last, rows, bytes, offset });
    index.add({ path: 'a', offset, bytes, first, last, rows, appendedAtMs: i });
    first = last + 1;
    offset += bytes;
  }
  return { index, records };
}

const sizes = fc.array(fc.record({ rows: fc.nat(1_500), bytes: fc.integer({ min: 36, max: 100_000 }) }), {
  maxLength: 60,
});

describe('BlockIndex', () => {
  it('cuts everything into consecutive ranges that lose and repeat nothing', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 300_000 }),
        (s, maxRows, maxBytes) => {
          const { index, records } = fill(s);
          let after = 0;
          let rows = 0;
          let frames = 0;
          let bytes = 0;
          for (
            let cut = index.next({ maxRows, maxBytes }, after);
            cut;
            cut = index.next({ maxRows, maxBytes }, after)
          ) {
            expect(cut.first).toBe(after + 1);
            expect(records.some(({ last }) => last === cut?.last)).toBe(true);
            expect(cut.parts.reduce((total, { length }) => total + length, 0)).toBe(cut.bytes);
            after = cut.last;
            frames += cut.frames;
            bytes += cut.bytes;
            rows += cut.rows;
          }
          expect(after).toBe(records.at(-1)?.last ?? 0);
          expect({ frames, bytes }).toEqual({ frames: s.length, bytes: s.reduce((n, r) => n + r.bytes, 0) });
          expect(rows).toBe(s.reduce((n, r) => n + r.rows, 0));
        },
      ),
    );
  });

  it('keeps to the limits unless one frame alone is larger', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1_000, max: 5_000 }), (s, maxRows) => {
        const { index } = fill(s);
        const limits = { maxRows, maxBytes: 200_000 };
        for (let cut = index.next(limits, 0); cut; cut = index.next(limits, cut.last)) {
          if (cut.frames > 1) {
            expect(cut.rows).toBeLessThanOrEqual(maxRows);
            expect(cut.bytes).toBeLessThanOrEqual(200_000);
          }
        }
      }),
    );
  });

  it('makes the same cut again, also when it is asked for after more has come', () => {
    const { index } = fill([{ rows: 3, bytes: 100 }]);
    const cut = index.next({ maxRows: 10, maxBytes: 1_000 }, 0);
    index.add({ path: 'a', offset: 228, bytes: 50, first: 4, last: 4, rows: 1, appendedAtMs: 9 });
    expect(index.range(1, 3)).toEqual(cut);
    expect(index.next({ maxRows: 10, maxBytes: 1_000 }, 3)).toMatchObject({ first: 4, last: 4, rows: 1, bytes: 50 });
  });

  it('begins a new block after each boundary of an earlier life', () => {
    const { index } = fill(
      [1, 1, 1, 1, 1].map((rows) => ({ rows, bytes: 40 })),
      new Set([2, 4]),
    );
    expect(index.range(3, 4)).toMatchObject({ first: 3, last: 4, frames: 2, bytes: 80, rows: 2 });
  });

  it('counts what is left after any point', () => {
    const { index } = fill([
      { rows: 600, bytes: 100 },
      { rows: 600, bytes: 200 },
      { rows: 0, bytes: 36 },
    ]);
    expect(index.backlog(0)).toEqual({ frames: 3, rows: 1_200, bytes: 336, oldestAppendedAtMs: 0 });
    expect(index.backlog(600)).toEqual({ frames: 2, rows: 600, bytes: 236, oldestAppendedAtMs: 1 });
    expect(index.backlog(1_201)).toEqual(NONE);
    index.dropThrough(600);
    expect(index.backlog(0)).toEqual({ frames: 2, rows: 600, bytes: 236, oldestAppendedAtMs: 1 });
    expect(index.firstAfter(0)).toBe(601);
  });
});
