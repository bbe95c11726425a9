import { sendJson } from './http.js';
import { parseExactly } from './parse-exactly.js';

/** A little more than the longest that ClickHouse works on one query of a person. */
const TIMEOUT_MS = 60_000;

export interface QueryResult {
  columns: { name: string; type: string }[];
  rows: unknown[][];
  row_count: number;
  elapsed_ms: number;
}

/** Runs one read-only query; `params` bind `{name:Type}` placeholders. */
export const runQuery = (sql: string, params: Record<string, string | number> = {}) =>
  sendJson<QueryResult>('POST', '/query', Object.keys(params).length > 0 ? { sql, params } : { sql }, {
    timeoutMs: TIMEOUT_MS,
    parse: parseExactly,
  });

/** The rows as objects by column name. */
export function toRecords<T>(result: QueryResult): T[] {
  const names = result.columns.map((column) => column.name);
  return result.rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])) as T);
}
