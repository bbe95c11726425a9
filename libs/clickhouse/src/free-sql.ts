import { text } from 'node:stream/consumers';
import { type ClickHouseClient, ClickHouseLogLevel, type DataFormat, createClient } from '@clickhouse/client';
import type { ClickHouseOptions } from './client.js';

/** The user that may ask and nothing else: the gate of the embedded engine, or grants and a constant profile on a server. */
export const READER = 'reader';

/**
 * A client for SQL of people. It says no settings: the profile of a read-only user refuses every one of them. The only
 * things asked for are parameters of ClickHouse's HTTP interface itself.
 */
export function createReader({ url, database, requestTimeoutMs = 60_000 }: ClickHouseOptions): ClickHouseClient {
  return createClient({
    url,
    username: READER,
    database: database ?? 'default',
    request_timeout: requestTimeoutMs,
    max_open_connections: 4,
    keep_alive: { enabled: true, idle_socket_ttl: 2_500 },
    log: { level: ClickHouseLogLevel.OFF },
  });
}

/** An answer as ClickHouse wrote it. */
export interface FreeSqlAnswer {
  body: string;
  /** What ClickHouse calls the format of the body: the asked one, unless the SQL itself names another. */
  format: string | undefined;
}

/** More than this is not kept in memory; bytes. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The answer is larger than may be kept in memory. */
export class AnswerTooLargeError extends Error {
  override name = 'AnswerTooLargeError';

  constructor() {
    super(`the answer is larger than ${MOST_BYTES / 1024 / 1024} MiB`);
  }
}

/** Runs SQL of a person as it is, answers in `format`; rejects with ClickHouse's error, AnswerTooLargeError or the connection's. */
export async function askFreely(
  reader: ClickHouseClient,
  question: { sql: string; params?: Record<string, unknown>; format: string; signal?: AbortSignal },
): Promise<FreeSqlAnswer> {
  const { stream, response_headers: headers } = await reader.exec({
    query: question.sql,
    ...(question.params ? { query_params: question.params } : {}),
    clickhouse_settings: { default_format: question.format as DataFormat, wait_end_of_query: 1 },
    use_multipart_params_auto: true,
    ...(question.signal ? { abort_signal: question.signal } : {}),
  });
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) stream.destroy(new AnswerTooLargeError());
  });
  const body = await text(stream);
  return { body, format: headers['x-clickhouse-format']?.toString() };
}
