import { LatencyCounts, type Latency } from '../../../src/report/latency.js';
import type { WorkerState } from './messages.js';

/** What all workers together have sent, and what came of it. */
export interface Totals {
  sent: number;
  accepted: number;
  rejected: number;
  throttled: number;
  failed: number;
  /** Requests with an answer of any kind, for the rate. */
  answered: number;
  inFlight: number;
  latency: Latency;
  isDone: boolean;
  refusal: string | undefined;
}

/** Adds up the latest word of each worker. */
export function addUp(states: WorkerState[]): Totals {
  const latencies = new LatencyCounts();
  for (const state of states) latencies.putAll(state.latencies);
  const sum = (of: (state: WorkerState) => number) => states.reduce((total, state) => total + of(state), 0);
  return {
    sent: sum(({ counts }) => counts.sent),
    accepted: sum(({ counts }) => counts.accepted + counts.duplicates),
    rejected: sum(({ counts }) => counts.rejected),
    throttled: sum(({ counts }) => counts.throttledRequests),
    failed: sum(({ counts }) => counts.refusedRequests + counts.failedRequests),
    answered: sum(({ counts }) => counts.requests),
    inFlight: sum(({ inFlight }) => inFlight),
    latency: latencies.latency,
    isDone: states.every(({ isDone }) => isDone),
    refusal: states.find(({ refusal }) => refusal !== undefined)?.refusal,
  };
}
