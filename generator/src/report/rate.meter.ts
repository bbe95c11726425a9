const WINDOW_MS = 5_000;

/** Events per second over the last five seconds. */
export class RateMeter {
  private samples: { atMs: number; total: number }[] = [];

  put(atMs: number, total: number): void {
    this.samples.push({ atMs, total });
    while ((this.samples[1]?.atMs ?? Infinity) <= atMs - WINDOW_MS) this.samples.shift();
  }

  get perSecond(): number {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.atMs <= first.atMs) return 0;
    return ((last.total - first.total) / (last.atMs - first.atMs)) * 1_000;
  }
}
