import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * The reading end of a named pipe into which the engine writes a result with its own formatter. The kernel is the
 * back-pressure: a client that reads slowly makes the engine wait, and neither process holds more than a pipe's
 * 64 KiB. A reader that goes away breaks the pipe, and with it the query.
 */
export class ResultPipe {
  readonly stream: Socket;
  #writer: number | undefined;

  constructor(readonly path: string) {
    // Our own writing end keeps the stream from ending before the engine has opened its own, or when it never does.
    this.#writer = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    this.stream = new Socket({ fd: reader, readable: true, writable: false });
    this.stream.on('error', () => this.stream.destroy());
  }

  /** The query has ended: the stream ends after what is still in the pipe. */
  finish(): void {
    if (this.#writer === undefined) return;
    closeSync(this.#writer);
    this.#writer = undefined;
  }

  /** Nobody wants the rest. */
  abandon(): void {
    this.finish();
    this.stream.destroy();
  }
}
