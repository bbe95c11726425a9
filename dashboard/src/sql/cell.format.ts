/** A value of a result as one reads it in a cell. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

/** Whether a ClickHouse type holds numbers, which stand flush right. */
export const isNumeric = (type: string): boolean => /^(?:Nullable\()?(?:U?Int|Float|Decimal)\d*/.test(unwrapped(type));

/** Whether a ClickHouse type holds instants or days. */
export const isTime = (type: string): boolean => /^(?:Nullable\()?Date/.test(unwrapped(type));

const unwrapped = (type: string) => type.replace(/^LowCardinality\(/, '');

/** ClickHouse writes times without a zone; they are in UTC. Seconds since the epoch, undefined where it is none. */
export function toSeconds(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const iso = value.length === 10 ? `${value}T00:00:00Z` : `${value.replace(' ', 'T').replace(/Z?$/, 'Z')}`;
  const at = Date.parse(iso);
  return Number.isFinite(at) ? at / 1_000 : undefined;
}
