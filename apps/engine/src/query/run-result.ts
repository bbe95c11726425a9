import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClickHouseException, toException } from '../exception/clickhouse.exception.js';
import type { Answer, Summary } from '../http/answer.js';
import type { QueryRequest } from '../http/query-request.js';
import { contentTypeOf } from '../http/content-type.js';
import type { ChdbConnection, NativeResult } from '../native/chdb.connection.js';
import { ResultPipe } from '../spool/result-pipe.js';
import type { SpoolFolder } from '../spool/spool-folder.js';
import { ownSyntaxError } from './explain-syntax.js';
import { removeFile } from '../spool/spool-stream.js';
import { stringLiteral } from '../sql/literal.js';

/**
 * Formats of which every byte belongs to a row: what came out before an exception is a part of the result, and the
 * status is 200, as a server's is. The others have a frame, which the engine also writes around no rows at all when
 * the query fails; so their first bytes wait, and are thrown away for the exception's own status.
 */
const ROW_BY_ROW =
  /EachRow|^(?:CSV|TSV|TSVRaw|TabSeparated|TabSeparatedRaw|RowBinary|Native|Values|LineAsString|RawBLOB)$/i;
/** How long the first bytes wait for the end of the query, in ms; a query that is over by then has a true summary. */
const ROWS_WAIT_MS = 2;
const FRAME_WAIT_MS = 50;
/** A full pipe has rows in it, and the query waits for us. */
const PIPE_BYTES = 65_536;
/** Clients give up the rows that arrive together with an exception, so the exception comes a little later, in ms. */
const BEFORE_EXCEPTION_MS = 20;

/** A query with rows to show: `text(clause)` is its text with the clause that says where the rows go. */
export interface ResultQuery {
  /** The client's own text. */
  plain: string;
  text: (outfile: string) => string;
  format: string;
  sending: Sending;
}

/** How a result reaches the client: as it comes, after its end by way of a file, or after its end out of memory. */
type Sending = 'streamed' | 'from file' | 'from memory';

/** A result that may not be larger is kept in memory until its end. */
const MEMORY_BYTES = 16 * 1024 * 1024;

/**
 * With `wait_end_of_query` the client wants the end first. Where it bounds the result too (`max_result_bytes`, which refuses
 * what is larger), no file or pipe is needed: that saves a small query about a third of its time.
 */
export function sendingOf({ waitsForEnd, settings }: QueryRequest): Sending {
  if (!waitsForEnd) return 'streamed';
  const most = Number(settings.get('max_result_bytes') ?? 0);
  const refuses = (settings.get('result_overflow_mode') ?? 'throw') === 'throw';
  return refuses && most > 0 && most <= MEMORY_BYTES ? 'from memory' : 'from file';
}

/** Runs the query and streams its rows into the answer, as fast as the client takes them. */
export async function runResult(
  connection: ChdbConnection,
  spool: SpoolFolder,
  query: ResultQuery,
  answer: Answer,
  signal: AbortSignal,
): Promise<void> {
  if (query.sending === 'from file') return runToFile(connection, spool, query, answer, signal);
  if (query.sending === 'from memory') return runToMemory(connection, query, answer, signal);
  const path = spool.takePipe();
  const pipe = new ResultPipe(path);
  const done = settle(connection, query, path).finally(() => pipe.finish());
  const abandon = () => pipe.abandon();
  signal.addEventListener('abort', abandon, { once: true });
  try {
    await copy(pipe.stream, query, answer, signal, done);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', abandon);
    pipe.abandon();
    await done;
    spool.releasePipe(path);
  }
}

async function copy(
  rows: Readable,
  query: ResultQuery,
  answer: Answer,
  signal: AbortSignal,
  done: Promise<Settled>,
): Promise<void> {
  const begin = (outcome: Settled | undefined) =>
    answer.begin(contentTypeOf(query.format), query.format, summaryOfResult(outcome));
  for await (const chunk of rows as AsyncIterable<Uint8Array>) {
    if (!answer.hasBegun) {
      const isRows = ROW_BY_ROW.test(query.format);
      const wait = isRows ? ROWS_WAIT_MS : FRAME_WAIT_MS;
      const outcome = chunk.length < PIPE_BYTES ? await within(done, wait) : undefined;
      if (outcome && 'error' in outcome && !isRows) break;
      begin(outcome);
    }
    await answer.write(chunk, signal);
  }
  const outcome = await done;
  if ('error' in outcome) {
    if (answer.hasBegun) await sleep(BEFORE_EXCEPTION_MS);
    return answer.fail(outcome.error);
  }
  if (!answer.hasBegun) begin(outcome);
  answer.end();
}

async function runToFile(
  connection: ChdbConnection,
  spool: SpoolFolder,
  query: ResultQuery,
  answer: Answer,
  signal: AbortSignal,
): Promise<void> {
  const file = spool.file(undefined);
  try {
    const done = settle(connection, query, file);
    const outcome = await done;
    if ('error' in outcome) return answer.fail(outcome.error);
    await copy(createReadStream(file), query, answer, signal, done);
  } finally {
    await removeFile(file);
  }
}

async function runToMemory(
  connection: ChdbConnection,
  query: ResultQuery,
  answer: Answer,
  signal: AbortSignal,
): Promise<void> {
  const outcome = await settle(connection, query, '');
  if (signal.aborted) return;
  if ('error' in outcome) return answer.fail(outcome.error);
  answer.begin(contentTypeOf(query.format), query.format, summaryOfResult(outcome));
  answer.end(outcome.result.bytes);
}

type Settled = { result: NativeResult } | { error: ClickHouseException };

/** Runs the query; its rows go to the named file or pipe, or for an empty name into the answer of the engine. */
async function settle(connection: ChdbConnection, query: ResultQuery, path: string): Promise<Settled> {
  try {
    return { result: await connection.query(query.text(path && outfile(path)), query.format) };
  } catch (error) {
    return { error: await ownSyntaxError(connection, query.plain, toException(error)) };
  }
}

/** The promise's value, or undefined when that takes longer. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function outfile(path: string): string {
  return `\nINTO OUTFILE ${stringLiteral(path)} TRUNCATE\n`;
}

/** The engine counts the rows of the result; how many it read for them it does not say. */
function summaryOfResult(outcome: Settled | undefined): Summary {
  const result = outcome && 'result' in outcome ? outcome.result : undefined;
  const [rows, bytes] = [result?.rowsRead ?? 0, result?.bytesRead ?? 0];
  return {
    readRows: rows,
    readBytes: bytes,
    writtenRows: 0,
    writtenBytes: 0,
    resultRows: rows,
    resultBytes: bytes,
    elapsedNs: (result?.elapsed ?? 0) * 1e9,
  };
}
