/** Cuts a list into portions of at most `maxBytes` and `maxItems`, in order; one that is larger alone stands alone. Pure. */
export function portionsOf<T extends { bytes: number }>(
  items: readonly T[],
  maxBytes: number,
  maxItems: number,
): T[][] {
  const portions: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Number(item.bytes);
    const last = portions.at(-1);
    if (last === undefined || last.length >= maxItems || bytes + size > maxBytes) {
      portions.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return portions;
}
