const HOUR_MS = 3_600_000;

/** How busy each hour of a day is (UTC), and each day of a week from Sunday on; only the proportions count. */
const DAY = [4, 3, 2, 2, 2, 3, 5, 9, 14, 18, 20, 21, 22, 21, 21, 20, 19, 19, 21, 24, 25, 20, 13, 7];
const WEEK = [0.75, 1.1, 1.15, 1.15, 1.1, 1, 0.8];

/** Maps shares of the traffic of a period to moments in it, so that nights are quiet and Tuesdays busy. */
export class Rhythm {
  private readonly starts: number[] = [];
  private readonly cumulative: number[] = [0];
  private readonly total: number;

  /** From `fromMs` inclusive to `toMs` exclusive, in milliseconds since the epoch. */
  constructor(
    fromMs: number,
    private readonly toMs: number,
  ) {
    let sum = 0;
    for (let start = fromMs; start < toMs; start = (Math.floor(start / HOUR_MS) + 1) * HOUR_MS) {
      const hour = new Date(start);
      const end = Math.min((Math.floor(start / HOUR_MS) + 1) * HOUR_MS, toMs);
      sum += (DAY[hour.getUTCHours()] ?? 1) * (WEEK[hour.getUTCDay()] ?? 1) * ((end - start) / HOUR_MS);
      this.starts.push(start);
      this.cumulative.push(sum);
    }
    this.total = sum;
  }

  /** The moment (milliseconds) until which the given share (0 to 1) of all traffic has happened; grows with the share. */
  moment(share: number): number {
    const target = share * this.total;
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.cumulative[middle + 1] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    const start = this.starts[low] ?? this.toMs;
    const end = this.starts[low + 1] ?? this.toMs;
    const before = this.cumulative[low] ?? 0;
    const within = (target - before) / ((this.cumulative[low + 1] ?? before) - before || 1);
    return start + Math.min(1, within) * (end - start);
  }
}
