import type { ServerResponse } from 'node:http';
import { Writable } from 'node:stream';

/**
 * The head of an answer, written bit by bit while the query still runs (`send_progress_in_http_headers`): clients
 * that would give up on a silent connection see that it goes on. The status is 200 from the first line on. Node can
 * send a head only as a whole, so this writes to the socket; the connection is closed afterwards.
 */
export class EarlyHead {
  readonly #sent = new Set<string>();
  #isStarted = false;

  constructor(private readonly response: ServerResponse) {}

  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Adds a line that tells how far the query is. */
  progress(json: string): void {
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#write('HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n');
    }
    this.#sendHeaders();
    this.#write(`X-ClickHouse-Progress: ${json}\r\n`);
  }

  /** Ends the head, with what was set on the response meanwhile; the body goes into the stream. */
  open(): Writable {
    this.#sendHeaders();
    this.#write('\r\n');
    const { socket } = this.response;
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (chunk.length === 0 || !socket) return done();
        socket.write(`${chunk.length.toString(16)}\r\n`);
        socket.write(chunk);
        socket.write('\r\n', done);
      },
      final: (done) => {
        if (socket) socket.end('0\r\n\r\n', done);
        else done();
      },
    });
  }

  #sendHeaders(): void {
    for (const [name, value] of Object.entries(this.response.getHeaders())) {
      if (this.#sent.has(name)) continue;
      this.#sent.add(name);
      this.#write(`${name}: ${String(value)}\r\n`);
    }
  }

  #write(text: string): void {
    this.response.socket?.write(text);
  }
}
