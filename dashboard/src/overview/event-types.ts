export interface RankedType {
  name: string;
  count: number;
  /** Against the most frequent one, 0 to 1. */
  share: number;
}

/** The most frequent types, ties by name; the rest together, so that the bars still add up to everything. */
export function rankTypes(counts: Readonly<Record<string, number>>, shown: number): RankedType[] {
  const all = Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const head = all.length > shown ? all.slice(0, shown - 1) : all;
  const rest = all.slice(head.length);
  if (rest.length > 0) head.push([`${rest.length} other types`, rest.reduce((sum, [, count]) => sum + count, 0)]);
  const most = Math.max(1, ...head.map(([, count]) => count));
  return head.map(([name, count]) => ({ name, count, share: count / most }));
}
