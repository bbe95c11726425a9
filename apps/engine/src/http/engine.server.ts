import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { refusals } from '../exception/refusals.js';
import { exceptionText } from '../exception/clickhouse.exception.js';
import type { Identity, QueryHandler } from './query.handler.js';
import { isLocalRequest } from './loopback.js';

const KEEP_ALIVE_MS = 30_000;
const HEADERS_MS = 10_000;
/** Parameters of a query may be long; a server takes 1 MiB of URL by default. */
const MAX_HEADER_BYTES = 1024 * 1024;

const NOT_FOUND = (path: string) =>
  `There is no handle ${path}\nUse / or /ping for health checks.\nOr /replicas_status for more sophisticated health checks.\n` +
  'Send queries from your program with POST method or GET /?query=...\n';

/** ClickHouse's HTTP interface on one port: queries at `/`, health checks, and nothing for foreign web pages. */
export class EngineServer {
  readonly #server: Server;
  readonly #running = new Map<AbortController, Promise<void>>();
  #isStopping = false;

  constructor(
    private readonly handler: QueryHandler,
    private readonly identity: Identity,
  ) {
    this.#server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 0, headersTimeout: HEADERS_MS });
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.#server.on('request', (request, response) => this.#route(request, response));
    // curl waits a second for this before it sends a body of more than a MiB.
    this.#server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      response.writeContinue();
      this.#route(request, response);
    });
  }

  /** Listens on 127.0.0.1; resolves with the port. Rejects when it is taken. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  /** Takes no more queries; the running ones get `graceMs` to finish and are cancelled then. Whether all ended. */
  async stop(graceMs: number, patienceMs: number): Promise<boolean> {
    this.#isStopping = true;
    this.#server.close();
    this.#server.closeIdleConnections();
    const ended = Promise.allSettled(this.#running.values());
    if (await within(ended, graceMs)) return true;
    for (const controller of this.#running.keys()) controller.abort();
    return within(ended, patienceMs);
  }

  #route(request: IncomingMessage, response: ServerResponse): void {
    const { host, origin } = request.headers;
    if (!isLocalRequest(host, origin)) {
      return send(response, 403, 'Requests from other hosts and other web pages are refused.\n');
    }
    // Not by `new URL`, which throws for what a client may well send ("//").
    const [pathname = '/', ...query] = (request.url ?? '/').split('?');
    if (pathname === '/ping' || pathname === '/replicas_status') return send(response, 200, 'Ok.\n');
    if (!['', '/', '/query'].includes(pathname)) return send(response, 404, NOT_FOUND(pathname));
    const method = request.method ?? 'GET';
    if (method === 'OPTIONS') return send(response, 204, '');
    if (!['GET', 'HEAD', 'POST'].includes(method)) return send(response, 405, `${method} is not allowed\n`);
    const url = new URLSearchParams(query.join('?'));
    if (method !== 'POST' && !url.has('query')) return send(response, 200, 'Ok.\n');
    if (this.#isStopping) {
      response.setHeader('Connection', 'close');
      return send(response, 503, exceptionText(refusals.stopping(), this.identity.version));
    }
    this.#query(request, url, response);
  }

  #query(request: IncomingMessage, url: URLSearchParams, response: ServerResponse): void {
    const controller = new AbortController();
    response.once('close', () => !response.writableFinished && controller.abort());
    const done = this.handler.handle(request, url, response, controller.signal).finally(() => {
      this.#running.delete(controller);
      if (controller.signal.aborted) response.destroy();
    });
    this.#running.set(controller, done);
  }
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=UTF-8' }).end(text);
}

async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
