/** Buckets per doubling; a percentile is at most 2.2 % above the truth. */
const STEPS = 32;
/** From 1 microsecond to 19 hours. */
const BUCKETS = 36 * STEPS;

/** Latencies in milliseconds. */
export interface Latency {
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** Counts of latencies in buckets that grow with the latency: constant memory, and several add up. */
export class LatencyCounts {
  private total = 0;
  private maxMs = 0;

  constructor(private readonly buckets: Float64Array = new Float64Array(BUCKETS)) {}

  put(ms: number): void {
    const bucket = Math.min(BUCKETS - 1, Math.max(0, Math.ceil(Math.log2(Math.max(ms, 0.001) * 1_000) * STEPS)));
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.total++;
    this.maxMs = Math.max(this.maxMs, ms);
  }

  putAll(other: { buckets: Float64Array; total: number; maxMs: number }): void {
    other.buckets.forEach((n, bucket) => (this.buckets[bucket] = (this.buckets[bucket] ?? 0) + n));
    this.total += other.total;
    this.maxMs = Math.max(this.maxMs, other.maxMs);
  }

  /** What `putAll` of another one takes, also across threads. */
  get state(): { buckets: Float64Array; total: number; maxMs: number } {
    return { buckets: this.buckets, total: this.total, maxMs: this.maxMs };
  }

  get latency(): Latency {
    return { p50: this.percentile(0.5), p90: this.percentile(0.9), p99: this.percentile(0.99), max: this.maxMs };
  }

  private percentile(share: number): number {
    let left = Math.ceil(this.total * share);
    for (let bucket = 0; bucket < BUCKETS && left > 0; bucket++) {
      left -= this.buckets[bucket] ?? 0;
      if (left <= 0) return Math.min(this.maxMs, 2 ** (bucket / STEPS) / 1_000);
    }
    return this.maxMs;
  }
}
