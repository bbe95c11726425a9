/** Whether a JSON value nests objects and arrays deeper than `limit` levels. Pure; recursion ends at the limit. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  return Object.values(value).some((part) => isDeeperThan(part, limit - 1));
}
