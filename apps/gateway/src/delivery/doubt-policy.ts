/**
 * When an answer is missing, nobody knows whether the rows are there. A deduplication token settles it as long as
 * ClickHouse remembers the token truthfully: it keeps the last 1,000 blocks only, it may write the record before the
 * part (a kill in between: the retry is answered OK and stores nothing), and it never flushes the record (a power cut:
 * the retry stores everything twice). So the token is trusted for a prompt retry on our own engine, which mends its
 * records when it opens; in every other case the raw table is asked first.
 */
export const TOKEN_TRUST_MS = 600_000;

export interface Doubt {
  /** Our own engine, which removes records without a part when it opens. */
  isEmbedded: boolean;
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
export const mustAsk = ({ isEmbedded, isInherited, ageMs }: Doubt): boolean =>
  !isEmbedded || isInherited || ageMs > TOKEN_TRUST_MS;

export type DoubtVerdict =
  /** Nothing is there: send all. */
  | { action: 'send' }
  /** Everything is there: send nothing. */
  | { action: 'done' }
  /** These partitions are there: send the others, under a name of their own. */
  | { action: 'send-rest'; storedMonths: number[] };

/**
 * What to send of a part, given what the raw table holds of it. A partition of one insert is one part on disk: there
 * with all of its rows or not at all. Pure.
 */
export function resolveDoubt(
  expected: readonly (readonly [month: number, rows: number])[],
  stored: ReadonlyMap<number, number>,
): DoubtVerdict {
  const storedMonths = expected.map(([month]) => month).filter((month) => (stored.get(month) ?? 0) > 0);
  if (storedMonths.length === 0) return { action: 'send' };
  return storedMonths.length === expected.length ? { action: 'done' } : { action: 'send-rest', storedMonths };
}
