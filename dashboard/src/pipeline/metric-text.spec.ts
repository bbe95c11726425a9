import { describe, expect, it } from '@jest/globals';
import { parseMetrics, rateOf, sumOf } from './metric-text.js';

const TEXT = `# HELP argus_events_total Events by outcome
# TYPE argus_events_total counter
argus_events_total{outcome="stored",source="a\\"b"} 12
argus_events_total{outcome="bot",source="x"} 3
argus_queue_rows 0

up 1 1700000000
argus_lag_bucket{le="+Inf"} +Inf`;

describe('metrics', () => {
  it('[E7] reads the Prometheus text', () => {
    const samples = parseMetrics(TEXT);
    expect(samples).toEqual([
      { name: 'argus_events_total', labels: { outcome: 'stored', source: 'a"b' }, value: 12 },
      { name: 'argus_events_total', labels: { outcome: 'bot', source: 'x' }, value: 3 },
      { name: 'argus_queue_rows', labels: {}, value: 0 },
      { name: 'up', labels: {}, value: 1 },
      { name: 'argus_lag_bucket', labels: { le: '+Inf' }, value: Infinity },
    ]);
    expect(sumOf(samples, 'argus_events_total')).toBe(15);
    expect(sumOf(samples, 'nothing')).toBeUndefined();
  });

  it('[E7] turns two readings into a rate, also over a restart', () => {
    expect(rateOf({ value: 10, at: 0 }, { value: 30, at: 10_000 })).toBe(2);
    expect(rateOf({ value: 10, at: 0 }, { value: 5, at: 10_000 })).toBe(0.5);
    expect(rateOf({ value: 10, at: 5 }, { value: 30, at: 5 })).toBeUndefined();
  });
});
