/** More partitions than this in one insert make it slow and its parts small: the batch is then cut by months. */
export const MAX_PARTITIONS = 50;

/** Groups of months of which each becomes one insert; undefined where one insert takes them all. Pure. */
export function groupMonths(months: readonly number[], maxPartitions = MAX_PARTITIONS): number[][] | undefined {
  if (months.length <= maxPartitions) return undefined;
  const groups: number[][] = [];
  for (let i = 0; i < months.length; i += maxPartitions) groups.push(months.slice(i, i + maxPartitions));
  return groups;
}
