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
  | 'slow'
  /** Closes the connection at once, keeps the request, and forwards it when it is told to `deliver`. */
  | 'held'
  /** Refuses with ClickHouse's code 241 whatever is larger than `mostBytes`. */
  | 'too-large';

const TOO_MANY_PARTS =
  'Code: 252. DB::Exception: Too many parts (300). Merges are processing significantly slower than inserts. (TOO_MANY_PARTS)';

/** A ClickHouse that misbehaves: stands between the gateway and a real engine. */
export class TroublesomeProxy {
  trouble: Trouble = 'none';
  /** What 'too-large' lets through. */
  mostBytes = Infinity;
  /** Milliseconds by which the answer to a request is late, by its URL; besides what `slow` does. */
  lateMs: (url: string) => number = () => 0;
  /** Called when all of an insert that is forwarded has been handed to the operating system. */
  onHandedOver: () => void = () => undefined;
  readonly #held: { request: IncomingMessage; body: Buffer }[] = [];
  /** How often each trouble was made. */
  readonly made: Partial<Record<Trouble, number>> = {};
  readonly #server: Server;

  private constructor(private readonly target: string) {
    this.#server = createServer((request, response) => {
      // Whoever asks may be killed in the middle of a request; that is no failure of the test.
      this.#handle(request, response).catch(() => response.destroy());
    });
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

  /** Forwards what was held, as a proxy does whose client has long gone; resolves with the number of requests. */
  async deliver(): Promise<number> {
    const held = this.#held.splice(0);
    for (const { request, body } of held) await this.#forward(request, body);
    return held.length;
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
    const body = await bytesOf(request);
    if (trouble === 'held') {
      this.#held.push({ request, body });
      return void response.destroy();
    }
    if (trouble === 'too-large' && body.length > this.mostBytes) return refuse(request, response, trouble);
    const answer = await this.#forward(request, body, isInsert ? this.onHandedOver : undefined).catch(() => undefined);
    if (!answer || trouble === 'cut-after-storing') return void response.destroy();
    if (trouble === 'silent') return undefined;
    await sleep(trouble === 'slow' ? 1_000 : this.lateMs(request.url ?? ''));
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
    return undefined;
  }

  #forward(request: IncomingMessage, body: Buffer, handedOver: () => void = () => undefined) {
    const { method, url, headers } = request;
    const target = new URL(url ?? '/', this.target);
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const { 'transfer-encoding': _, ...kept } = headers;
      const sent = { ...kept, host: target.host, 'content-length': body.length };
      const onward = send(target, { method, headers: sent }, (answer) => {
        const { 'transfer-encoding': __, connection: ___, ...given } = answer.headers;
        const status = answer.statusCode ?? 500;
        bytesOf(answer).then((bytes) => resolve({ status, headers: given, body: bytes }), reject);
      });
      onward.on('error', reject);
      onward.once('finish', handedOver);
      onward.end(body);
    });
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const REFUSALS = {
  error: {},
  'too-many-parts': { 'x-clickhouse-exception-code': '252' },
  'too-large': { 'x-clickhouse-exception-code': '241' },
} as const;
const TEXTS = {
  error: 'upstream failure',
  'too-many-parts': TOO_MANY_PARTS,
  'too-large': 'Code: 241. DB::Exception: Query memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)',
} as const;

function refuse(request: IncomingMessage, response: ServerResponse, trouble: keyof typeof REFUSALS): void {
  const answer = () => response.writeHead(500, REFUSALS[trouble]).end(TEXTS[trouble]);
  if (request.readableEnded) return void answer();
  request.resume();
  request.once('end', answer);
}
