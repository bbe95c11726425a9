import type { ClickHouseClient } from '@clickhouse/client';

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

/** Asks ClickHouse and answers all rows; rejects with ClickHouse's or the connection's error. */
export async function ask<Row>(
  client: ClickHouseClient,
  { name, sql, params }: Question<Row>,
  { maxSeconds = 20, signal }: AskOptions = {},
): Promise<Row[]> {
  const answer = await client.query({
    query: sql,
    query_params: Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)),
    format: 'JSONEachRow',
    clickhouse_settings: { max_execution_time: maxSeconds, log_comment: name },
    use_multipart_params_auto: true,
    ...(signal ? { abort_signal: signal } : {}),
  });
  return answer.json<Row>();
}
