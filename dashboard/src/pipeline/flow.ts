import { sumOf, type MetricSample } from './metric-text.js';

/** The pipeline at one moment. */
export interface FlowReading {
  /** Milliseconds since the epoch. */
  at: number;
  received: number;
  stored: number;
  waiting: number;
}

/** Between two readings. */
export interface FlowPoint {
  /** Seconds since the epoch. */
  time: number;
  arrivingPerSecond: number;
  storedPerSecond: number;
  waiting: number;
}

/** So many points are kept: ten minutes at one in two seconds. */
const MOST = 300;

/** Undefined where the gateway does not count arrivals. */
export function readFlow(at: number, samples: readonly MetricSample[]): FlowReading | undefined {
  const received = sumOf(samples, 'argus_events_received_total');
  if (received === undefined) return undefined;
  const stored = samples.find(({ name, labels }) => name === 'argus_events_total' && labels['outcome'] === 'stored');
  return { at, received, stored: stored?.value ?? 0, waiting: sumOf(samples, 'argus_queue_rows') ?? 0 };
}

/** Adds what happened between two readings. A gateway that was started anew in between (counters fell) adds nothing. */
export function addFlow(points: readonly FlowPoint[], before: FlowReading, now: FlowReading): FlowPoint[] {
  const seconds = (now.at - before.at) / 1_000;
  if (seconds <= 0 || now.received < before.received || now.stored < before.stored) return [...points];
  const point = {
    time: now.at / 1_000,
    arrivingPerSecond: (now.received - before.received) / seconds,
    storedPerSecond: (now.stored - before.stored) / seconds,
    waiting: now.waiting,
  };
  return [...points, point].slice(-MOST);
}
