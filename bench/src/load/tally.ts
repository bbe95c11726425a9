import { createHistogram } from 'node:perf_hooks';
import type { RawAnswer } from './http-connection.js';
import type { LoadReport } from './load.messages.js';

/** Milliseconds since the epoch, finer than Date.now(). */
export const preciseNow = (): number => performance.timeOrigin + performance.now();

/** Counts the answers of one run. */
export class Tally {
  private readonly histogram = createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 });
  private readonly statuses: Record<string, number> = {};
  private cpuBefore = process.cpuUsage();
  private startedAt = 0;
  private lastAnsweredAt = 0;
  private accepted = 0;

  /** Called just before the first request. */
  begin(): void {
    this.cpuBefore = process.cpuUsage();
    this.startedAt = preciseNow();
    this.lastAnsweredAt = this.startedAt;
  }

  /** @param since when the request was sent or due, by `preciseNow` */
  add(answer: RawAnswer, since: number): void {
    this.lastAnsweredAt = preciseNow();
    this.statuses[answer.status] = (this.statuses[answer.status] ?? 0) + 1;
    this.accepted += answer.accepted;
    this.histogram.record(Math.max(1, Math.round((this.lastAnsweredAt - since) * 1000)));
  }

  report(): LoadReport {
    const { user, system } = process.cpuUsage(this.cpuBefore);
    return {
      requests: this.histogram.count,
      accepted: this.accepted,
      statuses: this.statuses,
      firstSentAt: this.startedAt,
      lastAnsweredAt: this.lastAnsweredAt,
      p50: this.histogram.percentile(50) / 1000,
      p99: this.histogram.percentile(99) / 1000,
      max: this.histogram.max / 1000,
      cpuSeconds: (user + system) / 1e6,
    };
  }
}
