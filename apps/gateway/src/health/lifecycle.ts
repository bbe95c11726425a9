import { Injectable } from '@nestjs/common';

/** Whether the gateway is on its way out: from then on it takes nothing new, and says so. */
@Injectable()
export class Lifecycle {
  #stopping = false;

  get isStopping(): boolean {
    return this.#stopping;
  }

  stop(): void {
    this.#stopping = true;
  }
}
