import type { Summary } from '../http/answer.js';
import { stringLiteral } from '../sql/literal.js';
import type { Control } from './control.js';

/*
 * `system.query_log` as a server has it, in the columns that are asked for most: the embedded engine has none. Kept
 * in memory and bounded three times: rows kept, rows written at a time (the others are not logged), length of a text.
 */

const FLUSH_MS = 500;
const MAX_ROWS_A_FLUSH = 500;
const ROWS_KEPT = 10_000;
const MAX_TEXT = 4096;

/** Makes the table; it is gone when the process ends. */
export const QUERY_LOG_TABLE = `CREATE TABLE IF NOT EXISTS system.query_log (
    type Enum8('QueryStart' = 1, 'QueryFinish' = 2, 'ExceptionBeforeStart' = 3, 'ExceptionWhileProcessing' = 4),
    event_date Date MATERIALIZED toDate(event_time),
    event_time DateTime MATERIALIZED toDateTime(event_time_microseconds),
    event_time_microseconds DateTime64(6),
    query_start_time DateTime MATERIALIZED toDateTime(query_start_time_microseconds),
    query_start_time_microseconds DateTime64(6),
    query_duration_ms UInt64,
    read_rows UInt64, read_bytes UInt64, written_rows UInt64, written_bytes UInt64,
    result_rows UInt64, result_bytes UInt64,
    current_database String, query String, exception_code Int32, exception String,
    user String, query_id String, initial_query_id String
  ) ENGINE = Memory SETTINGS max_rows_to_keep = ${ROWS_KEPT}, min_rows_to_keep = ${ROWS_KEPT / 10}`;

/** What is logged of a query, when it begins and when it ends. */
export interface LoggedQuery {
  queryId: string;
  user: string;
  database: string;
  query: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

/** How a query ended. */
export interface QueryEnd {
  endedAt: number;
  summary: Summary | undefined;
  exception: { code: number; message: string } | undefined;
}

function row(logged: LoggedQuery, end: QueryEnd | undefined): string {
  const { startedAt, queryId } = logged;
  const at = end?.endedAt ?? startedAt;
  const type = end ? (end.exception ? 'ExceptionWhileProcessing' : 'QueryFinish') : 'QueryStart';
  const s = end?.summary;
  const numbers = [s?.readRows, s?.readBytes, s?.writtenRows, s?.writtenBytes, s?.resultRows, s?.resultBytes];
  const texts = [logged.user, queryId, queryId];
  const values = [
    `'${type}'`,
    `fromUnixTimestamp64Milli(${Math.round(at)})`,
    `fromUnixTimestamp64Milli(${Math.round(startedAt)})`,
    Math.max(0, Math.round(at - startedAt)),
    ...numbers.map((number) => Math.round(number ?? 0)),
    ...[logged.database, logged.query.slice(0, MAX_TEXT)].map(stringLiteral),
    end?.exception?.code ?? 0,
    ...[(end?.exception?.message ?? '').slice(0, MAX_TEXT), ...texts].map(stringLiteral),
  ];
  return `(${values.join(', ')})`;
}

/** Collects what is to be logged, and writes it twice a second. */
export class QueryLog {
  #rows: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly control: Control) {}

  /** Logs the beginning of a query; with `end`, its end. */
  add(logged: LoggedQuery, end?: QueryEnd): void {
    if (this.#rows.length >= MAX_ROWS_A_FLUSH) return;
    this.#rows.push(row(logged, end));
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS).unref();
  }

  /** No more is written. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    const rows = this.#rows.splice(0);
    const columns = `type, event_time_microseconds, query_start_time_microseconds, query_duration_ms, read_rows, read_bytes,
      written_rows, written_bytes, result_rows, result_bytes, current_database, query, exception_code, exception, user,
      query_id, initial_query_id`;
    // A log that cannot be written is no reason to fail anything; the queries were answered.
    this.control.run(`INSERT INTO system.query_log (${columns}) VALUES ${rows.join(',')}`).catch(() => undefined);
  }
}
