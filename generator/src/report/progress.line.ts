import { count, duration, measure, milliseconds } from './numbers.js';
import type { Latency } from './latency.js';
import type { Counts } from './tally.js';

export interface Progress {
  counts: Counts;
  latency: Latency;
  elapsedSeconds: number;
  /** Events per second of the last seconds. */
  rate: number;
  /** How many events there will be, where that is known. */
  total: number | undefined;
  stopping: boolean;
}

const BAR = 20;

/** One line of at most `columns` characters; what matters least is at the end, where a narrow terminal cuts. */
export function progressLine(progress: Progress, columns: number): string {
  const { counts, latency } = progress;
  const parts = [
    ...(progress.stopping ? ['stopping'] : []),
    ...(progress.total === undefined ? [duration(progress.elapsedSeconds)] : [bar(progress, progress.total)]),
    `${count(counts.sent)} sent`,
    `${count(counts.accepted)} accepted`,
    `${count(counts.rejected)} rejected`,
    ...(counts.duplicates > 0 ? [`${count(counts.duplicates)} duplicates`] : []),
    `${measure(progress.rate)}/s`,
    `p50 ${milliseconds(latency.p50)}`,
    `p99 ${milliseconds(latency.p99)}`,
    `${count(counts.throttledRequests)} throttled`,
    ...(counts.refusedRequests > 0 ? [`${count(counts.refusedRequests)} refused`] : []),
    ...(counts.failedRequests > 0 ? [`${count(counts.failedRequests)} failed`] : []),
  ];
  return parts.join('  ').slice(0, Math.max(1, columns - 1));
}

/** Answered events fill the bar: what was sent but not answered is not done. */
function bar({ counts, elapsedSeconds }: Progress, total: number): string {
  const done = counts.accepted + counts.duplicates + counts.rejected + counts.undelivered;
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const full = Math.floor(share * BAR);
  const left =
    done === 0
      ? ''
      : share === 1
        ? duration(elapsedSeconds)
        : `${duration((elapsedSeconds * (1 - share)) / share)} left`;
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${Math.floor(share * 100)}%  ${left}`.trimEnd();
}
