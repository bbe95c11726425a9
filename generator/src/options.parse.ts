import { InvalidArgumentError } from 'commander';

const UNITS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 };

/** `90`, `30s`, `5m`, `1h`: seconds. */
export function parseDuration(text: string): number {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  const seconds = Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (!(seconds > 0))
    throw new InvalidArgumentError('Give seconds, or a number with ms, s, m, h or d, such as 30s or 5m.');
  return seconds;
}

/** `0.05` or `5%`: a share from 0 to 1. */
export function parseShare(text: string): number {
  const [, amount, percent] = /^(\d+(?:\.\d+)?|\.\d+)\s*(%)?$/.exec(text.trim()) ?? [];
  const share = Number(amount) / (percent ? 100 : 1);
  if (!(share >= 0 && share <= 1))
    throw new InvalidArgumentError('Give a share from 0 to 1, or a percentage such as 5%.');
  return share;
}

/** A whole number within bounds; `5000`, `5_000` and `5,000` are the same. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const digits = text.trim().replaceAll(/[_,]/g, '');
    const value = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
    return value;
  };
}

/** Events per second; fractions are slow rates: `0.5` is one event every two seconds. */
export function parseRate(text: string): number {
  const rate = Number(text.trim().replaceAll(/[_,]/g, '') || Number.NaN);
  if (!(rate > 0 && rate <= 1_000_000))
    throw new InvalidArgumentError('Give events per second: above 0, at most 1,000,000.');
  return rate;
}

export function parseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new InvalidArgumentError('Give the address of the gateway, such as http://127.0.0.1:3000.');
  }
  return text.replace(/\/+$/, '');
}

/** A day (`2025-05-01`, UTC) or an instant, as the milliseconds at which it begins and ends. */
export function parseMoment(text: string): { startMs: number; endMs: number } {
  const startMs = Date.parse(text.trim());
  if (Number.isNaN(startMs))
    throw new InvalidArgumentError('Give a day such as 2025-05-01, or an instant in ISO 8601.');
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text.trim());
  return { startMs, endMs: isDay ? startMs + 86_400_000 : startMs };
}
