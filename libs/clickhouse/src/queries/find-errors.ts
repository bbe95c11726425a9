import { type Sources, instant, ofSources } from './fragments.js';
import type { Question } from './question.js';

export interface StoredErrorRow {
  error_id: string;
  received_us: number;
  source: string;
  code: string;
  field: string;
  message: string;
  event: string;
  sequence: number;
}

/** Where a walk through errors stands: after this one. */
export interface ErrorPosition {
  receivedUs: number;
  sequence: number;
  errorId: string;
}

export interface ErrorSearch {
  sources: Sources;
  code?: string | undefined;
  field?: string | undefined;
  /** Microseconds since the epoch, inclusive. */
  fromUs?: number | undefined;
  toUs?: number | undefined;
  after?: ErrorPosition | undefined;
  limit: number;
}

const STORED_ERROR = `
  error_id, toUnixTimestamp64Micro(received_at) AS received_us, source, code, field, message, event, sequence`;

const FILTERS = [
  ['code', 'code = {code:String}'],
  ['field', 'field = {field:String}'],
  ['fromUs', `received_at >= ${instant('fromUs')}`],
  ['toUs', `received_at <= ${instant('toUs')}`],
] as const;

const AFTER = `received_at <= ${instant('afterUs')}
  AND (received_at, sequence, error_id) < (${instant('afterUs')}, {afterSequence:UInt64}, {afterId:UUID})`;

/** Errors, newest first; see `findEvents` for why the walk neither skips nor repeats. */
export function findErrors(search: ErrorSearch): Question<StoredErrorRow> {
  const { after, sources } = search;
  const conditions: string[] = FILTERS.filter(([key]) => search[key] !== undefined).map(([, condition]) => condition);
  if (after) conditions.push(AFTER);
  return {
    name: 'find_errors',
    sql: `
      SELECT ${STORED_ERROR}
      FROM errors
      WHERE ${['1', ...conditions].join(' AND ')} ${ofSources(sources)}
      ORDER BY received_at DESC, sequence DESC, error_id DESC
      LIMIT {limit:UInt32}`,
    params: {
      ...search,
      after: undefined,
      afterUs: after?.receivedUs,
      afterSequence: after?.sequence,
      afterId: after?.errorId,
    },
  };
}

/** The error with an id. */
export const errorById = ({ errorId, sources }: { errorId: string; sources: Sources }): Question<StoredErrorRow> => ({
  name: 'error_by_id',
  sql: `SELECT ${STORED_ERROR} FROM errors WHERE error_id = {errorId:UUID} ${ofSources(sources)} LIMIT 1`,
  params: { errorId, sources },
});
