const BITS = 11;
const BUCKETS = 1 << BITS;

interface Pairs {
  readonly keys: Uint32Array;
  readonly values: Uint32Array;
}

/**
 * Sorts pairs by key in three passes; several times as fast as inserting millions of keys into a table in random order,
 * which misses the cache at each. Returns new arrays.
 */
export function sortPairs(keys: Uint32Array, values: Uint32Array, count: number): Pairs {
  let from: Pairs = { keys: keys.subarray(0, count), values: values.subarray(0, count) };
  let to: Pairs = { keys: new Uint32Array(count), values: new Uint32Array(count) };
  for (let shift = 0; shift < 32; shift += BITS) {
    const place = startOfBuckets(from.keys, shift);
    for (let i = 0; i < count; i += 1) {
      const key = from.keys[i] as number;
      const bucket = (key >>> shift) & (BUCKETS - 1);
      const at = place[bucket] as number;
      place[bucket] = at + 1;
      to.keys[at] = key;
      to.values[at] = from.values[i] as number;
    }
    const spare: Pairs = shift === 0 ? { keys: new Uint32Array(count), values: new Uint32Array(count) } : from;
    from = to;
    to = spare;
  }
  return from;
}

function startOfBuckets(keys: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(BUCKETS);
  for (let i = 0; i < keys.length; i += 1) {
    const bucket = ((keys[i] as number) >>> shift) & (BUCKETS - 1);
    starts[bucket] = (starts[bucket] as number) + 1;
  }
  let total = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const size = starts[bucket] as number;
    starts[bucket] = total;
    total += size;
  }
  return starts;
}
