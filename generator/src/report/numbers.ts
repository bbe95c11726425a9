const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const precise = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

export function count(value: number): string {
  return plain.format(value);
}

/** Three digits are enough for a rate or a latency. */
export function measure(value: number): string {
  return value >= 100 ? plain.format(value) : precise.format(value);
}

export function milliseconds(ms: number): string {
  return ms >= 10_000 ? `${measure(ms / 1_000)} s` : `${measure(ms)} ms`;
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((part / whole) * 100).toFixed(1)}%`;
}

/** `45s`, `3m 05s`, `2h 04m`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  return `${Math.floor(whole / 3_600)}h ${two(Math.floor((whole % 3_600) / 60))}m`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
