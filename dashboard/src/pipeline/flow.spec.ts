import { describe, expect, it } from '@jest/globals';
import { addFlow, readFlow, type FlowReading } from './flow.js';
import { parseMetrics } from './metric-text.js';

const reading = (at: number, received: number, stored: number): FlowReading => ({ at, received, stored, waiting: 7 });

describe('the flow through the pipeline', () => {
  it('[E1] reads arrivals, stored events and what waits', () => {
    const text = `argus_events_received_total 10
argus_events_total{outcome="stored"} 6
argus_events_total{outcome="invalid"} 1
argus_queue_rows 3`;
    expect(readFlow(5, parseMetrics(text))).toEqual({ at: 5, received: 10, stored: 6, waiting: 3 });
    expect(readFlow(5, [])).toBeUndefined();
  });

  it('[E1] tells rates a second between readings', () => {
    expect(addFlow([], reading(1_000, 100, 90), reading(3_000, 300, 100))).toEqual([
      { time: 3, arrivingPerSecond: 100, storedPerSecond: 5, waiting: 7 },
    ]);
  });

  it('[E1] adds nothing over a restart, and keeps the last ten minutes', () => {
    expect(addFlow([], reading(1_000, 100, 90), reading(3_000, 5, 2))).toEqual([]);
    const many = Array.from({ length: 400 }, (_, n) => n).reduce<ReturnType<typeof addFlow>>(
      (points, n) => addFlow(points, reading(n * 2_000, n, n), reading((n + 1) * 2_000, n + 1, n + 1)),
      [],
    );
    expect(many).toHaveLength(300);
    expect(many.at(-1)?.time).toBe(800);
  });
});
