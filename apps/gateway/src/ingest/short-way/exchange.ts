import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Held } from '../body/body-room.js';
import type { Sender } from '../ingest-request.type.js';
import type { Budget } from '../throttle/budgets.js';

/** A request on the short way, and its answer. */
export class Exchange {
  /** Names and values in turns: Node takes them as they are. */
  readonly headers: string[];
  readonly #begunMs = performance.now();

  constructor(
    readonly id: string,
    readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    readonly sender: Sender,
    readonly budgets: readonly Budget[],
    readonly remote: string,
    /** Of the room for bodies. */
    readonly held: Held,
  ) {
    this.headers = ['x-request-id', id, 'x-content-type-options', 'nosniff'];
  }

  /** Milliseconds since it arrived. */
  get ms(): number {
    return performance.now() - this.#begunMs;
  }

  /**
   * Calls back once: with all of the body, or with `onBroken` where the connection ended before that. (Once a body is read,
   * Node tells of the connection's end by the answer alone.)
   */
  read(onBody: (bytes: Buffer) => void, onBroken: (error: Error) => void): void {
    const chunks: Buffer[] = [];
    this.request.on('data', (chunk: Buffer) => chunks.push(chunk));
    this.request.on('end', () => onBody(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    this.request.on('error', onBroken);
  }

  answer(status: number, type: string, text: string): void {
    const { headers, response } = this;
    headers.push('content-type', `${type}; charset=utf-8`, 'content-length', String(Buffer.byteLength(text)));
    response.writeHead(status, headers);
    response.end(text);
  }
}
