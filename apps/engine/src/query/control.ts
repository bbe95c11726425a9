import type { ChdbConnection } from '../native/chdb.connection.js';

/** A connection for what the process itself asks while all others are busy; one question after another. */
export class Control {
  #queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly connection: ChdbConnection) {}

  /** The result as tab separated text, without the last line end. */
  run(sql: string): Promise<string> {
    const result = this.#queue.then(() => this.connection.query(sql, 'TSVRaw'));
    this.#queue = result.catch(() => undefined);
    return result.then(({ bytes }) => Buffer.from(bytes).toString('utf8').replace(/\n$/, ''));
  }

  /** Resolves when everything asked so far is answered. */
  async idle(): Promise<void> {
    await this.#queue;
  }

  close(): void {
    this.connection.close();
  }
}
