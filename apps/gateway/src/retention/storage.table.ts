import type { StorageReport, TableSize } from '@argus/clickhouse';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes as a person reads them: `39.6 MiB`. Pure. */
export function sizeText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`;
}

const dayText = (us: number | undefined): string =>
  us === undefined ? '-' : new Date(us / 1000).toISOString().slice(0, 10);
const count = (value: number): string => value.toLocaleString('en-US');

function keptText({ keptDays }: TableSize): string {
  if (keptDays === undefined) return '-';
  return keptDays === 0 ? 'for ever' : `${keptDays} days`;
}

function dropText({ nextDrop }: TableSize): string {
  if (!nextDrop) return '-';
  const { what, rows, bytes, at } = nextDrop;
  return `${what} (${count(rows)} rows, ${sizeText(bytes)}) from ${new Date(at * 1000).toISOString().slice(0, 16)}Z on`;
}

const isNumber = (column: number): boolean => column >= 1 && column <= 3;

/** What is stored, as a table for a terminal. Pure. */
export function storageTable({ tables, disks }: StorageReport): string {
  const head = ['table', 'rows', 'size', 'B/row', 'oldest', 'newest', 'kept', 'dropped next'];
  const rows = tables.map((size) => [
    size.table,
    count(size.rows),
    sizeText(size.bytes),
    size.rows === 0 ? '-' : (size.bytes / size.rows).toFixed(1),
    dayText(size.oldestUs),
    dayText(size.newestUs),
    keptText(size),
    dropText(size),
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((cells) => (cells[i] as string).length)));
  const line = (cells: string[]): string =>
    cells
      .map((text, i) => (isNumber(i) ? text.padStart(widths[i] as number) : text.padEnd(widths[i] as number)))
      .join('  ')
      .trimEnd();
  const total = sizeText(tables.reduce((sum, { bytes }) => sum + bytes, 0));
  const space = disks.map(({ name, freeBytes, totalBytes }) => {
    return `disk ${name}: ${sizeText(freeBytes)} free of ${sizeText(totalBytes)}`;
  });
  return [line(head), ...rows.map(line), '', `${total} in all tables; ${space.join('; ')}`].join('\n');
}
