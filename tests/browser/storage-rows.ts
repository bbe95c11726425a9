/** What the dashboard is told by `GET /storage`. */
export interface Storage {
  tables: {
    table: string;
    rows: number;
    bytes: number;
    bytes_per_row: number | null;
    oldest: string | null;
    newest: string | null;
    kept_days: number | null;
    next_drop: { what: string; rows: number; bytes: number; at: string } | null;
  }[];
  queue: { rows: number; bytes: number; max_bytes: number };
  disks: { name: string; free_bytes: number; total_bytes: number }[];
}

/** Bytes as the dashboard is to write them, worked out in another way than there: `1.5 MiB`. */
export function binary(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < 4; unit += 1) value /= 1024;
  const digits = unit === 0 ? 0 : 1;
  return `${value.toLocaleString('en-US', { maximumFractionDigits: digits })} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][unit]}`;
}

interface Element {
  cloneNode(deep: boolean): Element;
  querySelectorAll(selector: string): Iterable<Element>;
  getAttribute(name: string): string | null;
  textContent: string | null;
}

/** The cells of rows, with the instant itself in the place of how the viewer reads it. Runs in the browser. */
export const cellsOf = (rows: unknown[]): string[][] =>
  (rows as Element[]).map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) => {
      const copy = cell.cloneNode(true);
      for (const time of copy.querySelectorAll('time')) time.textContent = time.getAttribute('datetime');
      return (copy.textContent ?? '')
        .replace(/\s+/g, ' ')
        .replace(/ from (\S+) on$/, ' $1')
        .trim();
    }),
  );
