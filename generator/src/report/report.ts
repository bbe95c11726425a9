import { count, duration, measure, milliseconds, percent } from './numbers.js';
import type { Latency } from './latency.js';
import type { Counts } from './tally.js';

/** The end of a run; what `--json` prints. */
export interface Report {
  url: string;
  seed: number;
  elapsed_seconds: number;
  /** Events per second that were asked for (null: as fast as possible) and that were reached. */
  rate_asked: number | null;
  rate_reached: number;
  /** Seconds of the schedule that this machine could not keep up with. */
  behind_seconds: number;
  events: Pick<Counts, 'sent' | 'accepted' | 'duplicates' | 'recovered' | 'rejected' | 'undelivered'>;
  expected: Counts['expected'];
  error_codes: Record<string, number>;
  requests: { sent: number; throttled: number; refused: number; failed: number };
  failures: Record<string, number>;
  latency_ms: Latency;
  /** Why the gateway would not take any request (a wrong key, say); null where it did. */
  refused_because: string | null;
}

/** The report for people, as lines of text. */
export function reportText(report: Report): string {
  const { events, expected, requests, latency_ms: latency } = report;
  const meant = expected.invalid + expected.bot;
  const rows: [name: string, events: number, remark: string][] = [
    ['accepted', events.accepted, ''],
    [
      'duplicates',
      events.duplicates,
      events.recovered > 0 ? `${count(events.recovered)} stored by a try whose answer was lost` : '',
    ],
    [
      'rejected',
      events.rejected,
      meant > 0 ? `meant to be: ${count(expected.invalid)} invalid, ${count(expected.bot)} of bots` : '',
    ],
    ['undelivered', events.undelivered, ''],
  ];
  const lines = [
    `Sent ${count(events.sent)} events in ${duration(report.elapsed_seconds)} (${measure(report.rate_reached)}/s) to ${report.url}, seed ${report.seed}`,
    '',
    ...rows.map(([name, n, remark]) => row(name, count(n), percent(n, events.sent), remark)),
    ...section('error codes', report.error_codes),
    ...section('failures', report.failures),
    '',
    `  requests ${count(requests.sent)}: ${count(requests.throttled)} throttled, ${count(requests.refused)} refused, ${count(requests.failed)} failed`,
    `  latency  p50 ${milliseconds(latency.p50)}, p90 ${milliseconds(latency.p90)}, p99 ${milliseconds(latency.p99)}, max ${milliseconds(latency.max)}`,
  ];
  if (report.behind_seconds >= 0.1) {
    lines.push(
      `  ${measure(report.behind_seconds)} s of the schedule were skipped: the gateway, or this machine, could not keep up`,
    );
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

function section(title: string, counts: Record<string, number>): string[] {
  const entries = Object.entries(counts).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return entries.length === 0 ? [] : ['', `  ${title}`, ...entries.map(([name, n]) => row(name, count(n), '', ''))];
}

function row(name: string, n: string, share: string, remark: string): string {
  return `  ${name.padEnd(28)}${n.padStart(12)}${share.padStart(9)}   ${remark}`;
}
