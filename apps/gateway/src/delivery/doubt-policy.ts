/**
 * When an answer is missing, nobody knows whether the rows are there. A deduplication token settles it as long as
 * ClickHouse remembers the token truthfully: it keeps the last 1,000 blocks only, it may write the record before the
 * part (a kill in between: the retry is answered OK and stores nothing), and it never flushes the record (a power cut:
 * the retry stores everything twice). So the token is trusted for a prompt retry on our own engine, which mends its
 * records when it opens; in every other case the raw table is asked first.
 *
 * Replicated tables keep the record in Keeper, written together with the part: there the token tells the truth for as long
 * as it is remembered, whichever replica is asked, while a replica that is behind may say that nothing is there. So on a
 * cluster the token is trusted for a prompt retry, also of an earlier life of the gateway.
 */
export const TOKEN_TRUST_MS = 600_000;

export interface Doubt {
  /** Our own engine, which removes records without a part when it opens. */
  isEmbedded: boolean;
  /** A cluster of replicated tables. */
  isCluster: boolean;
  /** The first try was made by an earlier life of the gateway. */
  isInherited: boolean;
  /** How long ago the first try was. */
  ageMs: number;
}

/**
 * On a server even "OK" to a second try settles nothing: it may remember the token of rows that it does not have. The old
 * token goes first all the same: a proxy may still hold the first try and deliver it later, and only the same token makes
 * that harmless.
 *
 * Whether the raw table must be asked before the same bytes are sent again. Pure.
 */
export const mustAsk = ({ isEmbedded, isCluster, isInherited, ageMs }: Doubt): boolean =>
  ageMs > TOKEN_TRUST_MS || (!isCluster && (!isEmbedded || isInherited));

export type DoubtVerdict =
  /** Nothing is there: send all. */
  | { action: 'send' }
  /** Some shards of a cluster have their rows: send all with the same token, which they drop. */
  | { action: 'send-again' }
  /** Everything is there: send nothing. */
  | { action: 'done' }
  /** These partitions are there: send the others, under a name of their own. */
  | { action: 'send-rest'; storedMonths: number[] };

/**
 * What to send of a part, given what the raw table holds of it. A partition of one insert is one part on disk: there
 * with all of its rows or not at all. On a cluster that holds for each shard, and one shard may have its rows while another
 * has not: then all is sent again with the same token, and the one that has its rows drops them. Pure.
 */
export function resolveDoubt(
  expected: readonly (readonly [month: number, rows: number])[],
  stored: ReadonlyMap<number, number>,
  isCluster = false,
): DoubtVerdict {
  if (isCluster) {
    if (expected.every(([month, rows]) => (stored.get(month) ?? 0) >= rows)) return { action: 'done' };
    return { action: expected.some(([month]) => (stored.get(month) ?? 0) > 0) ? 'send-again' : 'send' };
  }
  const storedMonths = expected.map(([month]) => month).filter((month) => (stored.get(month) ?? 0) > 0);
  if (storedMonths.length === 0) return { action: 'send' };
  return storedMonths.length === expected.length ? { action: 'done' } : { action: 'send-rest', storedMonths };
}
