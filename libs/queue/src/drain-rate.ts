const WINDOW_MS = 10_000;

/** Bytes per second over the last ten seconds or so; the time is an argument. */
export class DrainRate {
  private readonly samples: { readonly atMs: number; readonly bytes: number }[] = [];

  add(bytes: number, atMs: number): void {
    this.samples.push({ atMs, bytes });
    this.forget(atMs);
  }

  perSecond(atMs: number): number {
    this.forget(atMs);
    const first = this.samples[0];
    if (!first) return 0;
    const bytes = this.samples.reduce((total, sample) => total + sample.bytes, 0);
    return bytes / (Math.max(1_000, atMs - first.atMs) / 1_000);
  }

  private forget(atMs: number): void {
    while (this.samples[0] && this.samples[0].atMs < atMs - WINDOW_MS) this.samples.shift();
  }
}
