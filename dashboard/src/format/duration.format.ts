import { viewerLocales } from './locale.format.js';

const STEPS = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'm', ms: 60_000 },
  { unit: 's', ms: 1_000 },
] as const;

const tenths = new Intl.NumberFormat(viewerLocales(), { maximumFractionDigits: 1 });

/**
 * The two greatest units of a span: `2h 5m`, `3m 20s`, `12s`, `0.4s`; digits as the viewer writes them. Negative spans count
 * as none.
 */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < 10_000) return `${tenths.format(Math.round(span / 100) / 10)}s`;
  let rest = Math.round(span / 1_000) * 1_000;
  const parts: string[] = [];
  for (const { unit, ms: length } of STEPS) {
    const whole = Math.floor(rest / length);
    if (whole === 0 && parts.length === 0) continue;
    if (whole > 0) parts.push(`${tenths.format(whole)}${unit}`);
    rest -= whole * length;
    if (parts.length === 2 || rest === 0) break;
  }
  return parts.join(' ');
}

/** A window in words: `5 minutes`. */
export function windowInWords(seconds: number): string {
  const [value, name] = seconds % 60 === 0 ? [seconds / 60, 'minute'] : [seconds, 'second'];
  return `${value} ${name}${value === 1 ? '' : 's'}`;
}
