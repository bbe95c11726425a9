import type { Counts } from '../../../src/report/tally.js';
import type { LatencyCounts } from '../../../src/report/latency.js';
import type { WorldData } from '../../../src/world/world.js';
import type { Gateway } from '../shared/gateway.js';

/** What a worker is told to send. */
export interface Order {
  gateway: Gateway;
  /** Addresses of the gateway, to be used in turn. */
  origins: string[];
  world: WorldData;
  /** Requests per second of this worker. */
  rate: number;
  seed: number;
  invalid: number;
  bursts: number;
  log: boolean;
}

export type ToWorker = { kind: 'start'; order: Order } | { kind: 'stop' };

/** What a worker tells, a few times a second and once more at its end. */
export interface WorkerState {
  counts: Counts;
  latencies: LatencyCounts['state'];
  inFlight: number;
  isDone: boolean;
  refusal: string | undefined;
}
