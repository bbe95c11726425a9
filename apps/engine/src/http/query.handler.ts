import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ClickHouseException, toException } from '../exception/clickhouse.exception.js';
import { refusals } from '../exception/refusals.js';
import { runReader } from '../gate/run-reader.js';
import type { Engine } from '../query/engine.js';
import { reportProgress } from '../query/progress.js';
import { runInsert } from '../query/run-insert.js';
import { inlineValues, runQuery } from '../query/run-query.js';
import { utf8 } from '../query/utf8.js';
import { type Statement, parseStatement } from '../sql/statement.js';
import { Answer } from './answer.js';
import { decoded, engineCompression, readAll, readHead } from './body.js';
import { type ExternalTable, externalTables, readForm } from './multipart.js';
import { type QueryRequest, readRequest } from './query-request.js';

/** Values of an INSERT up to this size are run as they stand, in bytes. */
const INLINE_VALUES_BYTES = 256 * 1024;
/** So much of a text is logged. */
const LOGGED_BYTES = 8192;
/** What a reader's query has to fit into: the head of the body. */
const MAX_READER_BYTES = 1024 * 1024;

/** What every answer says of this installation. */
export interface Identity {
  version: string;
  timezone: string;
  name: string;
}

/** Answers one query of ClickHouse's HTTP interface. Never rejects: whatever goes wrong is told to the client. */
export class QueryHandler {
  constructor(
    private readonly engine: Engine,
    private readonly identity: Identity,
  ) {}

  async handle(incoming: IncomingMessage, url: URLSearchParams, response: ServerResponse, signal: AbortSignal) {
    let stopProgress: (() => void) | undefined;
    let answer = new Answer(response, this.identity.version, { encoding: undefined, level: 1 });
    try {
      const contentType = incoming.headers['content-type'] ?? '';
      const isForm = incoming.method === 'POST' && /^multipart\/form-data\b/i.test(contentType);
      const form = isForm ? await readForm(incoming, contentType) : undefined;
      for (const [name, value] of form?.fields ?? []) url.append(name, value);
      const tables = form ? externalTables(form.files, url) : [];
      const request = readRequest(incoming.method ?? 'GET', url, incoming.headers);
      answer = new Answer(response, this.identity.version, request.compression);
      response.setHeader('X-ClickHouse-Query-Id', encodeURI(request.queryId));
      response.setHeader('X-ClickHouse-Server-Display-Name', this.identity.name);
      response.setHeader('X-ClickHouse-Timezone', this.identity.timezone);
      const interval = request.progressIntervalMs;
      if (interval !== undefined) stopProgress = reportProgress(this.engine, request.queryId, answer, interval);
      await this.#run(request, isForm ? undefined : incoming, tables, answer, signal);
    } catch (error) {
      if (!signal.aborted) answer.fail(toException(error));
    } finally {
      stopProgress?.();
    }
  }

  async #run(
    request: QueryRequest,
    body: IncomingMessage | undefined,
    tables: readonly ExternalTable[],
    answer: Answer,
    signal: AbortSignal,
  ): Promise<void> {
    const compression = engineCompression(body?.headers['content-encoding']);
    const inUrl = Buffer.from(request.sql, 'utf8').toString('latin1');
    const early = inUrl.trim() ? parseStatement(inUrl) : undefined;
    const isReader = request.user === 'reader';
    const takesData = early && 'dataStart' in early && !isReader;
    if (body && takesData && early.dataStart >= inUrl.length) {
      const data = { start: Buffer.alloc(0), rest: body, compression, length: lengthOf(body) };
      return this.#logged(request, inUrl, answer, () => runInsert(this.engine, request, early, data, answer, signal));
    }
    const head = body ? await readHead(decoded(body, compression)) : { bytes: Buffer.alloc(0), rest: undefined };
    const text = join(inUrl, head.bytes);
    const statement = parseStatement(text);
    if (isReader) {
      const readable = head.rest ? undefined : statement;
      return this.#logged(request, text, answer, () => this.#read(request, readable, tables, answer, signal));
    }
    if ('dataStart' in statement) {
      const isShort = !head.rest && text.length <= INLINE_VALUES_BYTES;
      if (statement.kind === 'values' && isShort) {
        const values = inlineValues(text);
        return this.#logged(request, text, answer, () =>
          runQuery(this.engine, request, values, tables, answer, signal),
        );
      }
      const start = Buffer.from(text.slice(statement.dataStart), 'latin1');
      const data = { start, rest: head.rest, compression: undefined, length: body && lengthOf(body) };
      const before = text.slice(0, statement.dataStart);
      return this.#logged(request, before, answer, () =>
        runInsert(this.engine, request, statement, data, answer, signal),
      );
    }
    const whole = head.rest ? parseStatement(join(inUrl, await readAll(head))) : statement;
    if ('dataStart' in whole) throw refusals.syntax('The head of an INSERT is longer than a statement may be');
    return this.#logged(request, text, answer, () => runQuery(this.engine, request, whole, tables, answer, signal));
  }

  /** Runs what `work` does as a query that `system.query_log` tells of. */
  async #logged(request: QueryRequest, text: string, answer: Answer, work: () => Promise<void>): Promise<void> {
    const { queryId, user, database = 'default', settings } = request;
    if (settings.get('log_queries') === '0') return work();
    const { log } = this.engine;
    const logged = { queryId, user, database, query: utf8(text.slice(0, LOGGED_BYTES)), startedAt: Date.now() };
    log.add(logged);
    let exception: ClickHouseException | undefined;
    try {
      await work();
    } catch (error) {
      exception = toException(error);
      throw error;
    } finally {
      exception ??= answer.exception;
      log.add(logged, { endedAt: Date.now(), summary: answer.summary, exception });
    }
  }

  #read(
    request: QueryRequest,
    statement: Statement | undefined,
    tables: readonly ExternalTable[],
    answer: Answer,
    signal: AbortSignal,
  ): Promise<void> {
    if (!statement) throw refusals.queryTooLarge(MAX_READER_BYTES);
    if (tables.length > 0)
      throw refusals.accessDenied('reader: Not enough privileges. External tables are not allowed');
    return runReader(this.engine, request, statement, answer, signal);
  }
}

/** The statement goes on in the body, on a new line. */
function join(inUrl: string, body: Buffer): string {
  if (body.length === 0) return inUrl;
  const rest = body.toString('latin1');
  return inUrl ? `${inUrl}${inUrl.endsWith('\n') ? '' : '\n'}${rest}` : rest;
}

function lengthOf(body: IncomingMessage): number | undefined {
  const length = Number(body.headers['content-length']);
  return Number.isSafeInteger(length) ? length : undefined;
}
