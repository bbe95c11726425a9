import { ChdbConnection } from '../native/chdb.connection.js';

const SPARES = 4;
/** Prepared connections that are kept, all kinds together. */
const PREPARED = 16;

/**
 * Connections ahead of need: to open one and to close one takes half a millisecond of the event loop. A request never sees
 * what another one set: a connection is used again only by a request of the same settings and the same names of
 * parameters, which are all set anew, and only where nothing else was left on it.
 */
export class SessionPool {
  readonly #spares: ChdbConnection[] = [];
  /** By what was set on them, the one that was used last at the end. */
  readonly #prepared: { key: string; connection: ChdbConnection }[] = [];
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

  /** A connection on which a request of the same key was answered; undefined where there is none. */
  takePrepared(key: string): ChdbConnection | undefined {
    const at = this.#prepared.findLastIndex((one) => one.key === key);
    return at === -1 ? undefined : this.#prepared.splice(at, 1)[0]?.connection;
  }

  /** Gives a connection back; with a key it may serve the next request of that key, otherwise it is closed. */
  release(connection: ChdbConnection, key: string | undefined): void {
    if (key === undefined || this.#isClosed) return connection.close();
    this.#prepared.push({ key, connection });
    if (this.#prepared.length > PREPARED) this.#prepared.shift()?.connection.close();
  }

  /** Closes what waits; what is in use is closed by its release. */
  close(): void {
    this.#isClosed = true;
    clearImmediate(this.#refill);
    for (const connection of this.#spares.splice(0)) connection.close();
    for (const { connection } of this.#prepared.splice(0)) connection.close();
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
