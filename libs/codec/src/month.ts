const TWO_32 = 2 ** 32;
const US_PER_DAY = 86_400_000_000;

/** Months since January 1970, UTC: the partition of an event in ClickHouse. `us` in microseconds since the epoch. */
export function monthOf(us: number): number {
  // Days to civil months without a Date object for each event (http://howardhinnant.github.io/date_algorithms.html).
  const day = Math.floor(us / US_PER_DAY) + 719_468;
  const era = Math.floor(day / 146_097);
  const dayOfEra = day - era * 146_097;
  const year = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 2 : shifted - 10;
  return (year + era * 400 + (month <= 1 ? 1 : 0) - 1970) * 12 + month;
}

/** Reads months of ticks where they lie. Consecutive events mostly share their day, so that is remembered. */
export class MonthReader {
  #day = -1;
  #month = 0;

  /** The month of the ticks at `at`. */
  at(bytes: Buffer, at: number): number {
    const us = bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * TWO_32;
    const day = Math.floor(us / US_PER_DAY);
    if (day !== this.#day) {
      this.#day = day;
      this.#month = monthOf(us);
    }
    return this.#month;
  }
}
