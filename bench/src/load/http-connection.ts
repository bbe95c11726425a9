import { type Socket, connect } from 'node:net';

/** One answer: its status, and what it says was accepted (0 where it does not say). */
export interface RawAnswer {
  status: number;
  accepted: number;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const ACCEPTED = /"accepted":(\d+)/;

/** A keep-alive connection on a bare socket, with one request in flight. Understands answers with a content-length. */
export class HttpConnection {
  private pending: Buffer | undefined;
  private missing = 0;
  private answer: RawAnswer = { status: 0, accepted: 0 };

  private constructor(
    private readonly socket: Socket,
    private readonly onAnswer: (answer: RawAnswer) => void,
    private readonly onFailure: (error: Error) => void,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', onFailure);
    socket.on('close', () => onFailure(new Error('the server closed the connection')));
  }

  /** Connects to 127.0.0.1. `onFailure` is called when the connection is of no use any more. */
  static open(
    port: number,
    onAnswer: (answer: RawAnswer) => void,
    onFailure: (error: Error) => void,
  ): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new HttpConnection(socket, onAnswer, onFailure));
      });
    });
  }

  send(request: Buffer): void {
    this.socket.write(request);
  }

  close(): void {
    this.socket.removeAllListeners('close');
    this.socket.on('error', () => {});
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    if (this.missing > 0) return this.takeBody(chunk.length);
    const bytes = this.pending ? Buffer.concat([this.pending, chunk]) : chunk;
    const end = bytes.indexOf(END_OF_HEAD);
    if (end < 0) {
      this.pending = bytes;
      return;
    }
    const head = bytes.toString('latin1', 0, end);
    const length = /content-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) return this.onFailure(new Error(`an answer without a length: ${head}`));
    const start = end + END_OF_HEAD.length;
    const beginning = bytes.toString('latin1', start, Math.min(bytes.length, start + 40));
    // An answer's first bytes come with its head; the count stands at their beginning.
    this.answer = { status: Number(head.slice(9, 12)), accepted: Number(ACCEPTED.exec(beginning)?.[1] ?? 0) };
    this.pending = undefined;
    this.missing = Number(length);
    this.takeBody(bytes.length - start);
  }

  private takeBody(bytes: number): void {
    this.missing -= bytes;
    if (this.missing <= 0) this.onAnswer(this.answer);
  }
}
