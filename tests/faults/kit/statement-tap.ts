import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';

/**
 * A way to ClickHouse that waits for a statement: once ClickHouse has carried it out, and before whoever sent it knows,
 * it calls back and falls silent. So a command can be killed at a moment that is known to the statement.
 */
export class StatementTap {
  #isSilent = false;
  readonly #server: Server;

  private constructor(
    private readonly target: string,
    private readonly awaited: RegExp,
    private readonly onDone: () => void,
  ) {
    this.#server = createServer((request, response) => {
      // The command is killed, maybe in the middle of a request; that is no failure of the test.
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  static async start(target: string, awaited: RegExp, onDone: () => void): Promise<StatementTap> {
    const tap = new StatementTap(target, awaited, onDone);
    await new Promise<void>((resolve) => tap.#server.listen(0, '127.0.0.1', resolve));
    return tap;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (this.#isSilent) return;
    const { method = 'GET', url = '/', headers } = request;
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...kept } = headers;
    const body = Buffer.concat(chunks);
    const answer = await fetch(new URL(url, this.target), {
      method,
      headers: kept as Record<string, string>,
      ...(method === 'POST' ? { body } : {}),
    });
    const text = Buffer.from(await answer.arrayBuffer());
    if (answer.ok && this.awaited.test(body.toString().trimStart())) {
      this.#isSilent = true;
      return this.onDone();
    }
    // What fetch has unpacked is neither packed nor as long as it was.
    const given = [...answer.headers].filter(
      ([name]) => !/^(content-encoding|content-length|transfer-encoding|connection)$/.test(name),
    );
    response.writeHead(answer.status, Object.fromEntries(given)).end(text);
  }
}
