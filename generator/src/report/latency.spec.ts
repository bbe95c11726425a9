import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LatencyCounts } from './latency.js';

const latencies = fc.array(fc.double({ min: 0.001, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 300 });

describe('latency', () => {
  it('percentiles are at most 2.2 % above the exact ones, and never below', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const counts = new LatencyCounts();
        for (const value of values) counts.put(value);
        const sorted = values.toSorted((a, b) => a - b);
        const exact = (share: number) => sorted[Math.ceil(values.length * share) - 1] ?? 0;
        const { p50, p90, p99, max } = counts.latency;
        expect(max).toBe(sorted.at(-1));
        for (const [found, share] of [
          [p50, 0.5],
          [p90, 0.9],
          [p99, 0.99],
        ] as const) {
          expect(found / exact(share)).toBeGreaterThanOrEqual(1 - 1e-9);
          expect(found / exact(share)).toBeLessThanOrEqual(1.022);
        }
      }),
    );
  });

  it('counts of several threads add up', () => {
    const [all, one, other] = [new LatencyCounts(), new LatencyCounts(), new LatencyCounts()];
    for (let ms = 1; ms <= 100; ms++) {
      all.put(ms);
      (ms % 2 ? one : other).put(ms);
    }
    one.putAll(structuredClone(other.state));
    expect(one.latency).toEqual(all.latency);
  });

  it('knows nothing before the first one', () => {
    expect(new LatencyCounts().latency).toEqual({ p50: 0, p90: 0, p99: 0, max: 0 });
  });
});
