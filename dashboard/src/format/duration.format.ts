import { viewerLocales } from './locale.format.js';

const STEPS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
] as const;

const unit = (value: number, name: string, digits = 0) =>
  new Intl.NumberFormat(viewerLocales(), {
    style: 'unit',
    unit: name,
    unitDisplay: 'narrow',
    maximumFractionDigits: digits,
  }).format(value);

/** The two greatest units of a span: `2h 5m`, `3m 20s`, `12s`, `0.4s`. Negative spans count as none. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < 10_000) return unit(Math.round(span / 100) / 10, 'second', 1);
  let rest = Math.round(span / 1_000) * 1_000;
  const parts: string[] = [];
  for (const step of STEPS) {
    const whole = Math.floor(rest / step.ms);
    if (whole === 0 && parts.length === 0) continue;
    if (whole > 0) parts.push(unit(whole, step.unit));
    rest -= whole * step.ms;
    if (parts.length === 2 || rest === 0) break;
  }
  return parts.join(' ');
}

/** A window in words: `5 minutes`. */
export function windowInWords(seconds: number): string {
  const [value, name] = seconds % 60 === 0 ? [seconds / 60, 'minute'] : [seconds, 'second'];
  return `${value} ${name}${value === 1 ? '' : 's'}`;
}
