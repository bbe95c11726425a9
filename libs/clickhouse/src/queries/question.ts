import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { errorCodeOf } from '../error-codes.js';

/** A query as a value: its name, its SQL, the parameters that the server binds, and by `Row` the shape of an answer's row. */
export interface Question<Row> {
  /** Shows in metrics and in ClickHouse's query log. */
  readonly name: string;
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Never set: it carries the type of a row. */
  readonly row?: Row;
}

export interface AskOptions {
  /** Seconds after which ClickHouse gives up (code 159). Default 20. */
  maxSeconds?: number;
  signal?: AbortSignal;
}

/**
 * Answers up to 4 MiB come whole, out of memory: the embedded engine sends them faster so. One thread writes them: the two that
 * ClickHouse makes otherwise cost a tenth of a small query's processor time. Larger ones are streamed.
 */
const SMALL = {
  wait_end_of_query: 1,
  max_result_bytes: String(4 * 1024 * 1024),
  output_format_parallel_formatting: 0,
} as const;
const RESULT_TOO_LARGE = 396;

/** Asks ClickHouse and answers all rows; rejects with ClickHouse's or the connection's error. */
export async function ask<Row>(
  client: ClickHouseClient,
  question: Question<Row>,
  options: AskOptions = {},
): Promise<Row[]> {
  try {
    return await send(client, question, options, SMALL);
  } catch (error) {
    if (errorCodeOf(error) !== RESULT_TOO_LARGE) throw error;
    return send(client, question, options, {});
  }
}

async function send<Row>(
  client: ClickHouseClient,
  { name, sql, params }: Question<Row>,
  { maxSeconds = 20, signal }: AskOptions,
  settings: ClickHouseSettings,
): Promise<Row[]> {
  const answer = await client.query({
    query: sql,
    query_params: Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)),
    format: 'JSONEachRow',
    clickhouse_settings: { max_execution_time: maxSeconds, log_comment: name, ...settings },
    use_multipart_params_auto: true,
    ...(signal ? { abort_signal: signal } : {}),
  });
  return answer.json<Row>();
}
