import type { Cut, Manifest } from '@argus/queue';
import type { PartTable, Prepared, PreparedPart } from '@argus/worker';

/** A cut with the bytes that it becomes, and the record of it that is durable before the first of them is sent. */
export interface Batch {
  name: string;
  cut: Cut;
  prepared: Prepared;
  /** Rows that ClickHouse held already, asked by their ids, are left out of it. */
  isFiltered: boolean;
  /** Lent for its bodies. */
  memory?: SharedArrayBuffer;
  /** Since when ClickHouse may have seen it; milliseconds since the epoch. Undefined for a batch of this life. */
  inDoubtSinceMs?: number;
}

/**
 * - `ready`: its parts may have been sent.
 * - `split`: ClickHouse refused it; the manifests within its range stand for it.
 * - `poison`: the one row of it goes to the errors.
 */
export type BatchState = 'ready' | 'split' | 'poison';

/**
 * Counts the ways in which frames became bytes: one more with each change of the columns, or of how they are encoded. A
 * batch that a release of another number left open has another checksum, although its rows are the same.
 */
export const BODY_FORMAT = 2;

/** What a manifest must say of a part, so that a later life can tell whether it makes the same bytes. */
export interface PartRecord {
  table: PartTable;
  batchId: string;
  rows: number;
  checksum: string;
}

export interface ManifestDetail extends Record<string, unknown> {
  parts: PartRecord[];
  /** {@link BODY_FORMAT} of the release that wrote it; none in those before there were numbers. */
  format?: number;
  /** Milliseconds since the epoch. */
  committedAtMs: number;
  isFiltered: boolean;
  /** Why ClickHouse refused the row, when the state is `poison`. */
  reason: string;
}

const recordOf = ({ table, batchId, rows, checksum }: PreparedPart): PartRecord => ({ table, batchId, rows, checksum });

/** The durable record of a batch. */
export function manifestOf(
  { name, cut, prepared, isFiltered }: Batch,
  state: BatchState,
  committedAtMs: number,
  more: Partial<ManifestDetail> = {},
): Manifest {
  const parts = prepared.parts.map(recordOf);
  const detail: ManifestDetail = { parts, format: BODY_FORMAT, committedAtMs, isFiltered, reason: '', ...more };
  return {
    first: cut.first,
    last: cut.last,
    token: name,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    checksum: parts.map(({ checksum }) => checksum).join('.'),
    state,
    attempt: 1,
    detail,
  };
}

/** Events and errors of a batch. */
export const rowsOf = ({ prepared }: Batch): number => prepared.parts.reduce((sum, { rows }) => sum + rows, 0);
