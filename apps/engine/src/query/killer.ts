import { setTimeout as sleep } from 'node:timers/promises';
import type { ChdbConnection } from '../native/chdb.connection.js';
import { stringLiteral } from '../sql/literal.js';
import { QUERY_ID_OF_LABEL } from './prelude.js';

const RETRY_MS = 50;

/**
 * Cancels running queries, over a connection of its own that is never busy with anything else. Asked for again and
 * again until the query has ended: it may not have begun when it is asked first. SYNC would hang the embedded engine.
 */
export class Killer {
  #queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly connection: ChdbConnection) {}

  /** Cancels the query with the client's id; resolves when `ended` does. */
  async kill(queryId: string, ended: Promise<unknown>): Promise<void> {
    const over = ended.then(
      () => true,
      () => true,
    );
    let wait = RETRY_MS;
    do {
      await this.#run(`KILL QUERY WHERE ${QUERY_ID_OF_LABEL} = ${stringLiteral(queryId)} ASYNC`);
      wait *= 2;
    } while (!(await Promise.race([over, sleep(wait, false)])));
  }

  #run(sql: string): Promise<unknown> {
    // A failed KILL leaves the query running, which is what happens without one; it is tried again anyway.
    this.#queue = this.#queue.then(() => this.connection.query(sql)).catch(() => undefined);
    return this.#queue;
  }
}
