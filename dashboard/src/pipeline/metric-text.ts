export interface MetricSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:\\.|[^"\\])*)"/g;

const toNumber = (text: string) => (text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text));

/** Reads Prometheus' text format; comments and lines that are none are passed over. */
export function parseMetrics(text: string): MetricSample[] {
  const samples: MetricSample[] = [];
  for (const line of text.split('\n')) {
    const match = line.startsWith('#') ? null : LINE.exec(line);
    if (!match) continue;
    const labels: Record<string, string> = {};
    for (const [, name, value] of (match[2] ?? '').matchAll(LABEL)) {
      if (name !== undefined && value !== undefined) labels[name] = value.replace(/\\(["\\n])/g, unescape);
    }
    samples.push({ name: match[1] ?? '', labels, value: toNumber(match[3] ?? '') });
  }
  return samples;
}

const unescape = (_whole: string, char: string) => (char === 'n' ? '\n' : char);

/** The sum of a metric over all its labels; undefined where the gateway has no such metric. */
export function sumOf(samples: readonly MetricSample[], name: string): number | undefined {
  const found = samples.filter((sample) => sample.name === name);
  return found.length > 0 ? found.reduce((sum, sample) => sum + sample.value, 0) : undefined;
}

/** Growth a second between two readings of a counter; a counter that fell was started anew. */
export function rateOf(before: { value: number; at: number }, now: { value: number; at: number }): number | undefined {
  const seconds = (now.at - before.at) / 1_000;
  if (seconds <= 0) return undefined;
  return Math.max(0, now.value >= before.value ? now.value - before.value : now.value) / seconds;
}
