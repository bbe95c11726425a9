import { ChdbConnection } from '../native/chdb.connection.js';

const SPARES = 4;

/**
 * Fresh connections, opened ahead of need: opening one takes half a millisecond of the event loop. A request never
 * sees what another one set, because a connection is used again only when the request left no trace in it.
 */
export class SessionPool {
  readonly #spares: ChdbConnection[] = [];
  #isClosed = false;
  #refill: NodeJS.Immediate | undefined;

  constructor(
    private readonly folder: string,
    private readonly args: readonly string[],
  ) {}

  /** A connection with nothing but the base settings. The first one starts the engine, and throws when it cannot. */
  take(): ChdbConnection {
    const connection = this.#spares.pop() ?? new ChdbConnection(this.folder, this.args);
    this.#refillSoon();
    return connection;
  }

  /** Gives a connection back; only one that `isUntouched` (but for its query's label) may serve another request. */
  release(connection: ChdbConnection, isUntouched: boolean): void {
    if (isUntouched && !this.#isClosed && this.#spares.length < SPARES) this.#spares.push(connection);
    else connection.close();
  }

  /** Closes the spares; what is in use is closed by its release. */
  close(): void {
    this.#isClosed = true;
    clearImmediate(this.#refill);
    for (const connection of this.#spares.splice(0)) connection.close();
  }

  #refillSoon(): void {
    if (this.#refill || this.#isClosed) return;
    this.#refill = setImmediate(() => {
      this.#refill = undefined;
      if (this.#isClosed || this.#spares.length >= SPARES) return;
      this.#spares.unshift(new ChdbConnection(this.folder, this.args));
      this.#refillSoon();
    });
  }
}
