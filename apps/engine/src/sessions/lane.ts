import { refusals } from '../exception/refusals.js';

/**
 * Lets so many tasks run at a time, in the order in which they came; the engine has a thread for each. A task whose
 * signal is aborted while it waits leaves the line.
 */
export class Lane {
  #running = 0;
  readonly #line: (() => void)[] = [];

  /** More than `maxWaiting` in the line are refused with code 202. */
  constructor(
    private readonly width: number,
    private readonly maxWaiting: number,
  ) {}

  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await task();
    } finally {
      this.#running--;
      this.#line.shift()?.();
    }
  }

  #enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(refusals.cancelled());
    if (this.#running < this.width && this.#line.length === 0) {
      this.#running++;
      return Promise.resolve();
    }
    if (this.#line.length >= this.maxWaiting) return Promise.reject(refusals.tooManyQueries(this.maxWaiting));
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#line.splice(this.#line.indexOf(enter), 1);
        reject(refusals.cancelled());
      };
      const enter = () => {
        signal.removeEventListener('abort', leave);
        this.#running++;
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#line.push(enter);
    });
  }
}
