import type { Attempt } from '../delivery/attempt.js';
import type { Batch } from '../traffic/batcher.js';
import type { Expectation } from '../traffic/source.js';
import { LatencyCounts } from './latency.js';

/** What was sent, and what the gateway said of it. All counts are events unless the name says otherwise. */
export interface Counts {
  sent: number;
  expected: Record<Expectation, number>;
  accepted: number;
  /** Of them, `recovered` came back from a retry: stored by an earlier try whose answer was lost. */
  duplicates: number;
  recovered: number;
  rejected: number;
  undelivered: number;
  requests: number;
  throttledRequests: number;
  refusedRequests: number;
  failedRequests: number;
  codes: Record<string, number>;
  failures: Record<string, number>;
}

export class Tally {
  readonly counts: Counts = {
    sent: 0,
    expected: { accepted: 0, invalid: 0, bot: 0 },
    accepted: 0,
    duplicates: 0,
    recovered: 0,
    rejected: 0,
    undelivered: 0,
    requests: 0,
    throttledRequests: 0,
    refusedRequests: 0,
    failedRequests: 0,
    codes: {},
    failures: {},
  };
  /** From when a request was due to its last answer, so waits for a slow gateway are in it. */
  readonly latencies = new LatencyCounts();

  putSent(batch: Batch): void {
    this.counts.sent += batch.events;
    this.counts.expected.accepted += batch.expected.accepted;
    this.counts.expected.invalid += batch.expected.invalid;
    this.counts.expected.bot += batch.expected.bot;
  }

  /** Every try, also one that will be repeated. */
  putAttempt(attempt: Attempt): void {
    const { counts } = this;
    counts.requests++;
    if (attempt.kind === 'unreachable') {
      counts.failedRequests++;
      increment(counts.failures, attempt.reason);
    } else if (attempt.status === 429) counts.throttledRequests++;
    else if (attempt.status === 503) counts.refusedRequests++;
    else if (attempt.status !== 202 && attempt.status !== 400) {
      counts.failedRequests++;
      increment(counts.failures, `HTTP ${attempt.status}`);
    }
  }

  /** The last answer for a request, in which every event has its verdict. */
  putAnswer(batch: Batch, attempt: Attempt & { kind: 'answered' }, tries: number, latencyMs: number): void {
    const { answer, status } = attempt;
    const { counts } = this;
    const accepted = status === 202 ? (answer.accepted ?? 0) : 0;
    const duplicates = status === 202 ? (answer.duplicates ?? 0) : 0;
    counts.accepted += accepted;
    counts.duplicates += duplicates;
    if (tries > 1) counts.recovered += duplicates;
    counts.rejected += batch.events - accepted - duplicates;
    for (const error of answer.errors ?? []) increment(counts.codes, error.code);
    this.latencies.put(latencyMs);
  }

  putUndelivered(batch: Batch, reason: string): void {
    this.counts.undelivered += batch.events;
    increment(this.counts.failures, reason);
  }
}

function increment(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
