import { describe, expect, it } from '@jest/globals';
import { shapeColumn } from './aggregate-shape.js';
import { selectOver } from './aggregate-sql.js';
import { chunksOf } from './chunks.js';
import { recentChunks } from './verify.js';

describe('selectOver', () => {
  it('[C7] reads a view from something else', () => {
    const select = "SELECT a FROM (SELECT 1 FROM default.events WHERE from = 'x') GROUP BY a";
    expect(selectOver(select, 'events', '(SELECT 2)')).toBe(
      "SELECT a FROM (SELECT 1 FROM (SELECT 2) WHERE from = 'x') GROUP BY a",
    );
  });

  it('[C7] refuses a view that does not read from there exactly once', () => {
    expect(() => selectOver('SELECT 1 FROM default.events_rebuild', 'events', 'x')).toThrow('exactly once');
    expect(() => selectOver('SELECT 1 FROM a.events, (SELECT 1 FROM a.events)', 'events', 'x')).toThrow('exactly once');
  });
});

describe('shapeColumn', () => {
  it('tells the values of an aggregate from its key', () => {
    expect(shapeColumn({ name: 'n', type: 'SimpleAggregateFunction(sum, UInt64)' })).toEqual({
      name: 'n',
      type: 'UInt64',
      merge: 'sum',
    });
    expect(shapeColumn({ name: 'at', type: "DateTime('UTC')" })).toEqual({ name: 'at', type: "DateTime('UTC')" });
  });
});

describe('chunksOf', () => {
  const day = (n: number) => n * 86_400;

  it('joins days until there are enough rows', () => {
    const days = [1, 2, 3, 9].map((n) => ({ day: day(n), rows: n === 3 ? 100 : 40 }));
    expect(chunksOf(days.reverse(), 100)).toEqual([
      { from: day(1), to: day(3), rows: 80 },
      { from: day(3), to: day(4), rows: 100 },
      { from: day(9), to: day(10), rows: 40 },
    ]);
  });
});

describe('recentChunks', () => {
  const base = { table: 't', raw: 'events', time: 'timestamp' } as const;

  it('[C7] compares the last full hour, the last quarter of an hour, and no day', () => {
    const now = 100 * 3_600 + 60;
    expect(recentChunks({ ...base, bucket: 'hour' }, now)).toEqual([{ from: 98 * 3_600, to: 99 * 3_600, rows: 0 }]);
    expect(recentChunks({ ...base, bucket: 'day' }, now)).toEqual([]);
    expect(recentChunks({ ...base, bucket: 'second', horizonSeconds: 3_600 }, now)).toEqual([
      { from: now - 1_020, to: now - 120, rows: 0 },
    ]);
  });
});
