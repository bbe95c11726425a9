import { QueueClosedError } from './queue.errors.js';

interface Waiter {
  readonly ready: () => boolean;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Those who wait for something to read. */
export class ReaderSignal {
  private waiters: Waiter[] = [];
  private closed = false;

  /** Resolves when `ready()` holds, asked now and after each `notify`. */
  wait(ready: () => boolean, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.closed) return Promise.reject(new QueueClosedError());
    if (ready()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiters = this.waiters.filter((other) => other !== waiter);
        signal?.removeEventListener('abort', abort);
      };
      const abort = () => {
        leave();
        reject(signal?.reason as Error);
      };
      const waiter: Waiter = {
        ready,
        resolve: () => (leave(), resolve()),
        reject: (reason) => (leave(), reject(reason as Error)),
      };
      this.waiters.push(waiter);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  notify(): void {
    for (const waiter of this.waiters) if (waiter.ready()) waiter.resolve();
  }

  close(): void {
    this.closed = true;
    for (const waiter of this.waiters) waiter.reject(new QueueClosedError());
  }
}
