import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { toException } from '../exception/clickhouse.exception.js';
import type { Answer, Summary } from '../http/answer.js';
import { contentTypeOf } from '../http/content-type.js';
import type { ChdbConnection, NativeResult } from '../native/chdb.connection.js';
import { ResultPipe } from '../spool/result-pipe.js';
import type { SpoolFolder } from '../spool/spool-folder.js';
import { removeFile } from '../spool/spool-stream.js';
import { stringLiteral } from '../sql/literal.js';

/** How long the headers of a result wait for its end, so that `X-ClickHouse-Summary` of a short query is true. */
const SUMMARY_WAIT_MS = 2;

/** A query with rows to show: `text(clause)` is its text with the clause that says where the rows go. */
export interface ResultQuery {
  text: (outfile: string) => string;
  format: string;
  waitsForEnd: boolean;
}

/** Runs the query and streams its rows into the answer, as fast as the client takes them. */
export async function runResult(
  connection: ChdbConnection,
  spool: SpoolFolder,
  query: ResultQuery,
  answer: Answer,
  signal: AbortSignal,
): Promise<void> {
  if (query.waitsForEnd) return runToFile(connection, spool, query, answer, signal);
  const path = spool.takePipe();
  const pipe = new ResultPipe(path);
  const done = settle(connection.query(query.text(outfile(path)), query.format)).finally(() => pipe.finish());
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
    if (!answer.hasBegun) begin(await Promise.race([done, sleep(SUMMARY_WAIT_MS, undefined)]));
    await answer.write(chunk, signal);
  }
  const outcome = await done;
  if ('error' in outcome) return answer.fail(toException(outcome.error));
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
    const done = settle(connection.query(query.text(outfile(file)), query.format));
    const outcome = await done;
    if ('error' in outcome) return answer.fail(toException(outcome.error));
    await copy(createReadStream(file), query, answer, signal, done);
  } finally {
    await removeFile(file);
  }
}

type Settled = { result: NativeResult } | { error: unknown };

function settle(promise: Promise<NativeResult>): Promise<Settled> {
  return promise.then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
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
