import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitByMinute, splitByQuarter } from './minute-split.js';

const MINUTE_US = 60_000_000;

describe('splitByMinute', () => {
  it('[C5] leaves no edge of a range of whole minutes', () => {
    expect(splitByMinute({ fromUs: MINUTE_US, toUs: 3 * MINUTE_US - 1 })).toEqual({
      firstMinute: 60,
      endMinute: 180,
      edges: [],
    });
  });

  it('[C5] takes a range inside one minute from the raw events alone', () => {
    const range = { fromUs: 5, toUs: 9 };
    expect(splitByMinute(range)).toEqual({ firstMinute: 0, endMinute: 0, edges: [range] });
  });

  it('is empty where the end comes before the start', () => {
    expect(splitByMinute({ fromUs: 9, toUs: 5 })).toEqual({ firstMinute: 0, endMinute: 0, edges: [] });
  });

  it('[C5] covers every instant of the range exactly once', () => {
    const at = fc.integer({ min: 0, max: 10 * MINUTE_US });
    fc.assert(
      fc.property(at, at, at, (fromUs, toUs, instantUs) => {
        const { firstMinute, endMinute, edges } = splitByMinute({ fromUs, toUs });
        const inMinutes = instantUs >= firstMinute * 1e6 && instantUs < endMinute * 1e6 ? 1 : 0;
        const inEdges = edges.filter((edge) => instantUs >= edge.fromUs && instantUs <= edge.toUs).length;
        expect(inMinutes + inEdges).toBe(instantUs >= fromUs && instantUs <= toUs ? 1 : 0);
      }),
    );
  });
});

describe('splitByQuarter', () => {
  it('[C5] covers every minute exactly once, by whole quarters of an hour where there are many', () => {
    const at = fc.integer({ min: 0, max: 1_000 }).map((minute) => minute * 60);
    fc.assert(
      fc.property(at, at, at, (one, other, minute) => {
        const [firstMinute, endMinute] = [Math.min(one, other), Math.max(one, other)];
        const { quarters, minutes } = splitByQuarter({ firstMinute, endMinute, edges: [] });
        const parts = quarters ? [quarters, ...minutes] : minutes;
        const times = parts.filter(({ from, to }) => minute >= from && minute < to).length;
        expect(times).toBe(minute >= firstMinute && minute < endMinute ? 1 : 0);
        expect(quarters !== undefined).toBe(endMinute - firstMinute >= 7_200);
        if (quarters)
          expect([quarters.from % 900, quarters.to % 900, quarters.from < quarters.to]).toEqual([0, 0, true]);
      }),
    );
  });
});
