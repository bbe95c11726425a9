/** After so many failures in a row nothing but probes goes to ClickHouse. */
const OPEN_AFTER = 3;

export type CircuitState = 'closed' | 'open';

/**
 * Stops a gateway from hammering a ClickHouse that is down: while open, a cheap probe is sent in place of a batch of
 * megabytes, and only when that is answered the batch follows.
 */
export class Circuit {
  #failures = 0;

  get state(): CircuitState {
    return this.#failures >= OPEN_AFTER ? 'open' : 'closed';
  }

  /** How many failures there were since the last success. */
  get failures(): number {
    return this.#failures;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(): void {
    this.#failures++;
  }
}
