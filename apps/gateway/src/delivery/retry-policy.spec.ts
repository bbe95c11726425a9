import { describe, expect, it } from '@jest/globals';
import { errorKind } from '@argus/clickhouse';
import { afterFailure } from './retry-policy.js';

const step = (code: number | undefined, attempt = 1, rows = 1000, random = 1) =>
  afterFailure({ kind: errorKind(code), code, attempt, rows, random });

describe('afterFailure', () => {
  it('comes back ever later, up to five seconds, when ClickHouse is away', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 60].map((attempt) => step(undefined, attempt));
    expect(delays.map((next) => next.action === 'retry' && next.delayMs)).toEqual([
      100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000,
    ]);
  });

  it('adds jitter of up to a half, downwards', () => {
    expect(step(undefined, 3, 1000, 0)).toEqual({ action: 'retry', delayMs: 200, isAlarming: false });
  });

  it('gives ClickHouse time to merge when it has too many parts', () => {
    expect(step(252)).toEqual({ action: 'retry', delayMs: 1000, isAlarming: false });
  });

  it('keeps the rows and calls for a person when a table is missing or a code is unknown', () => {
    expect(step(60, 30)).toEqual({ action: 'retry', delayMs: 30_000, isAlarming: true });
    expect(step(987_654)).toEqual({ action: 'retry', delayMs: 100, isAlarming: true });
  });

  it('splits a batch that ClickHouse refuses for its data, until one row is left', () => {
    expect(step(321)).toEqual({ action: 'split' });
    expect(step(321, 1, 1)).toEqual({ action: 'divert' });
  });

  it('halves a batch that is refused for its size again and again, and never gives up a row for it', () => {
    for (const code of [158, 159, 160, 241, 307, 396]) {
      expect([1, 2, 3, 4].map((attempt) => step(code, attempt).action)).toEqual(['retry', 'retry', 'retry', 'retry']);
      expect(step(code, 5)).toEqual({ action: 'split' });
      expect(step(code, 5, 1)).toMatchObject({ action: 'retry', isAlarming: true });
    }
  });
});
