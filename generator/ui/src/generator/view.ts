import { find } from '../shared/find.js';
import type { Totals } from './totals.js';

const numbers = new Intl.NumberFormat();
const MINUTE = 60;

function set(testId: string, text: string): void {
  const element = document.querySelector(`[data-testid="${testId}"]`);
  if (element) element.textContent = text;
}

function milliseconds(ms: number): string {
  if (ms === 0) return '–';
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${numbers.format(Math.round(ms))} ms`;
}

export function showTotals(totals: Totals, perSecond: number): void {
  set('rate', numbers.format(Math.round(perSecond)));
  set('sent', numbers.format(totals.sent));
  set('accepted', numbers.format(totals.accepted));
  set('rejected', numbers.format(totals.rejected));
  set('throttled', numbers.format(totals.throttled));
  set('failed', numbers.format(totals.failed));
  set('in-flight', numbers.format(totals.inFlight));
  set('p50', milliseconds(totals.latency.p50));
  set('p99', milliseconds(totals.latency.p99));
}

/** Draws the rates of the last minute, one a second, against what was asked for. */
export function showChart(perSecond: number[], asked: number): void {
  const shown = perSecond.slice(-MINUTE);
  const top = Math.max(asked, ...shown, 1) * 1.1;
  const y = (value: number) => (80 - (value / top) * 78).toFixed(1);
  const points = shown.map((value, i) => `${((i + MINUTE - shown.length) / (MINUTE - 1)) * 600},${y(value)}`);
  find<SVGElement>('chart-line').setAttribute('points', points.join(' '));
  find<SVGElement>('chart-asked').setAttribute('points', asked > 0 ? `0,${y(asked)} 600,${y(asked)}` : '');
}

/** A sentence for people; `mean` is what was reached on average so far. */
export function statusText(asked: number, mean: number, totals: Totals, isStopping: boolean): string {
  const reached = numbers.format(Math.round(mean));
  if (totals.refusal) return `The gateway does not take these requests: ${totals.refusal}`;
  if (totals.isDone)
    return `Stopped. ${numbers.format(totals.answered)} requests answered, ${reached} per second on average.`;
  if (isStopping) return 'Stopping: waiting for the last answers.';
  if (totals.throttled > 0 || totals.failed > 0) {
    return `Asked for ${numbers.format(asked)} per second, reaching ${reached}. The gateway holds some back; they are sent again.`;
  }
  const shortfall = mean < asked * 0.9 ? ' This browser and this machine do not get further: see below.' : '';
  return `Asked for ${numbers.format(asked)} per second, reaching ${reached}.${shortfall}`;
}
