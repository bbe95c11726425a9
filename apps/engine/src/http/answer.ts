import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { constants, createBrotliCompress, createDeflate, createGzip } from 'node:zlib';
import { type ClickHouseException, exceptionText } from '../exception/clickhouse.exception.js';
import { httpStatusOf } from '../exception/http-status.js';
import { EarlyHead } from './early-head.js';

const MARKER = '__exception__';
const PLAIN = 'text/plain; charset=UTF-8';

/** Numbers of `X-ClickHouse-Summary`. */
export interface Summary {
  readRows: number;
  readBytes: number;
  writtenRows: number;
  writtenBytes: number;
  resultRows: number;
  resultBytes: number;
  elapsedNs: number;
}

function summaryHeader(summary: Summary): string {
  return JSON.stringify({
    read_rows: String(summary.readRows),
    read_bytes: String(summary.readBytes),
    written_rows: String(summary.writtenRows),
    written_bytes: String(summary.writtenBytes),
    total_rows_to_read: String(summary.readRows),
    result_rows: String(summary.resultRows),
    result_bytes: String(summary.resultBytes),
    elapsed_ns: String(Math.round(summary.elapsedNs)),
  });
}

function compressor(encoding: string, level: number): Writable & NodeJS.ReadableStream {
  if (encoding === 'br') return createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
  const options = { level: Math.min(9, Math.max(1, level || 3)) };
  return encoding === 'deflate' ? createDeflate(options) : createGzip(options);
}

/** The answer to one query, written as ClickHouse's HTTP interface does. */
export class Answer {
  readonly #tag = randomBytes(8).toString('hex');
  #out: Writable;
  #hasBegun = false;
  /** What the client was told of the query's end. */
  summary: Summary | undefined;
  exception: ClickHouseException | undefined;
  readonly #early: EarlyHead;

  constructor(
    private readonly response: ServerResponse,
    private readonly version: string,
    private readonly compression: { encoding: string | undefined; level: number },
  ) {
    this.#out = response;
    this.#early = new EarlyHead(response);
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Tells that the query goes on, in the head of the answer; from then on the status is 200. */
  progress(json: string): void {
    if (!this.#hasBegun && !this.response.writableEnded) this.#early.progress(json);
  }

  /** Sends the headers of a result. After this the status is 200, whatever becomes of the query. */
  begin(contentType: string, format: string | undefined, summary: Summary): void {
    const { response } = this;
    this.#hasBegun = true;
    this.summary = summary;
    response.statusCode = 200;
    response.setHeader('Content-Type', contentType);
    if (format) response.setHeader('X-ClickHouse-Format', format);
    response.setHeader('X-ClickHouse-Exception-Tag', this.#tag);
    response.setHeader('X-ClickHouse-Summary', summaryHeader(summary));
    const { encoding, level } = this.compression;
    if (encoding) response.setHeader('Content-Encoding', encoding);
    if (this.#early.isStarted) this.#out = this.#early.open();
    if (!encoding) return;
    const filter = compressor(encoding, level);
    filter.pipe(this.#out);
    response.once('close', () => filter.destroy());
    this.#out = filter;
  }

  /** Sends a part of the result; resolves when there is room for more. Rejects when the client is gone. */
  async write(chunk: Uint8Array, signal: AbortSignal): Promise<void> {
    if (!this.#out.write(chunk)) await once(this.#out, 'drain', { signal });
  }

  /** Ends the result, after a last part where one is given. */
  end(last?: Uint8Array): void {
    if (last) this.#out.end(last);
    else this.#out.end();
  }

  /** Tells the client of an exception: by the status, or behind what was sent already. */
  fail(exception: ClickHouseException): void {
    this.exception = exception;
    const text = exceptionText(exception, this.version);
    const { response } = this;
    if (this.#hasBegun) {
      const length = Buffer.byteLength(text);
      this.#out.end(`\r\n${MARKER}\r\n${this.#tag}\r\n${text}${length} ${this.#tag}\r\n${MARKER}\r\n`);
      return;
    }
    response.statusCode = httpStatusOf(exception.code);
    response.setHeader('Content-Type', PLAIN);
    response.setHeader('X-ClickHouse-Exception-Code', String(exception.code));
    if (this.#early.isStarted) {
      this.#hasBegun = true;
      this.#early.open().end(text);
      return;
    }
    if (response.statusCode === 401) response.setHeader('WWW-Authenticate', 'Basic realm="ClickHouse server HTTP API"');
    response.end(text);
  }
}
