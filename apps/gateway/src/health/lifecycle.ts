import { Injectable } from '@nestjs/common';

/** Whether the gateway is on its way out: from then on it takes nothing new, and says so. */
@Injectable()
export class Lifecycle {
  #stopping = false;
  readonly #listeners: (() => void)[] = [];

  get isStopping(): boolean {
    return this.#stopping;
  }

  stop(): void {
    this.#stopping = true;
    for (const listener of this.#listeners) listener();
  }

  /** `listener` is called once the gateway is told to stop. */
  onStop(listener: () => void): void {
    this.#listeners.push(listener);
  }
}
