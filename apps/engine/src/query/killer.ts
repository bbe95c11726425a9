import { setTimeout as sleep } from 'node:timers/promises';
import { stringLiteral } from '../sql/literal.js';
import type { Control } from './control.js';
import { QUERY_ID_OF_LABEL } from './prelude.js';

const RETRY_MS = 50;

/**
 * Cancels running queries. Asked for again and again until the query has ended: it may not have begun when it is
 * asked first. SYNC would hang the embedded engine.
 */
export class Killer {
  constructor(private readonly control: Control) {}

  /** Cancels the query with the client's id; resolves when `ended` does. */
  async kill(queryId: string, ended: Promise<unknown>): Promise<void> {
    const over = ended.then(
      () => true,
      () => true,
    );
    let wait = RETRY_MS;
    do {
      // A failed KILL leaves the query running, which is what happens without one; it is tried again anyway.
      await this.control
        .run(`KILL QUERY WHERE ${QUERY_ID_OF_LABEL} = ${stringLiteral(queryId)} ASYNC`)
        .catch(() => undefined);
      wait *= 2;
    } while (!(await Promise.race([over, sleep(wait, false)])));
  }
}
