import { type IncomingMessage, type Server, type ServerResponse, createServer, request as send } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the proxy does to an insert. Everything else passes. */
export type Trouble =
  | 'none'
  /** Answers 500 and forwards nothing. */
  | 'error'
  /** Refuses with ClickHouse's code 252 and forwards nothing. */
  | 'too-many-parts'
  /** Forwards everything, and closes the connection in place of the answer. */
  | 'cut-after-storing'
  /** Closes the connection in the middle of the request. */
  | 'cut-during'
  /** Forwards everything, and never answers. */
  | 'silent'
  /** Answers a second late. */
  | 'slow';

const TOO_MANY_PARTS =
  'Code: 252. DB::Exception: Too many parts (300). Merges are processing significantly slower than inserts. (TOO_MANY_PARTS)';

/** A ClickHouse that misbehaves: stands between the gateway and a real engine. */
export class TroublesomeProxy {
  trouble: Trouble = 'none';
  /** How often each trouble was made. */
  readonly made: Partial<Record<Trouble, number>> = {};
  readonly #server: Server;

  private constructor(private readonly target: string) {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(target: string): Promise<TroublesomeProxy> {
    const proxy = new TroublesomeProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isInsert = /[?&]query=INSERT/.test(request.url ?? '');
    const trouble = isInsert ? this.trouble : 'none';
    if (isInsert) this.made[trouble] = (this.made[trouble] ?? 0) + 1;
    if (trouble === 'error' || trouble === 'too-many-parts') return refuse(request, response, trouble);
    if (trouble === 'cut-during') {
      request.once('data', () => request.destroy());
      return undefined;
    }
    const answer = await this.#forward(request).catch(() => undefined);
    if (!answer || trouble === 'cut-after-storing') return void response.destroy();
    if (trouble === 'silent') return undefined;
    if (trouble === 'slow') await sleep(1_000);
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
    return undefined;
  }

  #forward(request: IncomingMessage) {
    const { method, url, headers } = request;
    const target = new URL(url ?? '/', this.target);
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const onward = send(target, { method, headers: { ...headers, host: target.host } }, async (answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        const { 'transfer-encoding': _, connection: __, ...kept } = answer.headers;
        resolve({ status: answer.statusCode ?? 500, headers: kept, body: Buffer.concat(chunks) });
      });
      onward.on('error', reject);
      request.pipe(onward);
    });
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, trouble: 'error' | 'too-many-parts'): void {
  request.resume();
  request.once('end', () => {
    const isParts = trouble === 'too-many-parts';
    response.writeHead(500, isParts ? { 'x-clickhouse-exception-code': '252' } : {});
    response.end(isParts ? TOO_MANY_PARTS : 'upstream failure');
  });
}
