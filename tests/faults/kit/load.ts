import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import type { IngestAnswer } from '@argus/contract';
import { type NumberedEvent, numberedEvent } from './numbered.js';

export interface LoadOptions {
  url: string;
  /** Further gateways: a request that has to be sent again goes to the next one, as behind a load balancer. */
  others?: readonly string[];
  /** Whether every request goes to all of them at once. */
  isSentToAll?: boolean;
  /** Events in one request. Default 100. */
  perRequest?: number;
  connections?: number;
  /** Events a second over all connections; default as fast as the gateway answers. */
  rate?: number;
}

/**
 * Sends numbered events as an honest client does: a request without an answer, or with one that asks to come back, is sent
 * again with the same ids until it is acknowledged. What was acknowledged is remembered.
 */
export class NumberedLoad {
  static readonly #running = new Set<NumberedLoad>();

  readonly run = randomUUID();
  /** Every acknowledged event. */
  readonly acknowledged: NumberedEvent[] = [];
  /** Requests that had to be sent again. */
  repeated = 0;
  #next = 0;
  #starts = 0;
  #isStopping = false;
  #isAbandoned = false;
  readonly #urls: string[];
  readonly #workers: Promise<void>[];

  constructor(private readonly options: LoadOptions) {
    this.#urls = [options.url, ...(options.others ?? [])];
    NumberedLoad.#running.add(this);
    this.#workers = Array.from({ length: options.connections ?? 4 }, () => this.#work());
  }

  /** After a test that failed: what still sends must not go on for ever. */
  static abandonAll(): void {
    for (const load of NumberedLoad.#running) load.#isAbandoned = true;
    NumberedLoad.#running.clear();
  }

  /** Lets every request that was begun end in an acknowledgement, and begins no more. */
  async stop(): Promise<NumberedEvent[]> {
    this.#isStopping = true;
    await Promise.all(this.#workers);
    NumberedLoad.#running.delete(this);
    return this.acknowledged;
  }

  /** Where the product listens now. */
  redirect(url: string): void {
    this.#urls[0] = url;
  }

  /** Resolves when so many events are acknowledged. */
  async untilAcknowledged(events: number, patienceMs = 60_000): Promise<void> {
    const until = Date.now() + patienceMs;
    while (this.acknowledged.length < events) {
      if (Date.now() > until) throw new Error(`only ${this.acknowledged.length} of ${events} events were acknowledged`);
      await sleep(20);
    }
  }

  async #work(): Promise<void> {
    const { perRequest = 100, rate, connections = 4 } = this.options;
    const pauseMs = rate === undefined ? 0 : (perRequest * connections * 1000) / rate;
    while (!this.#isStopping && !this.#isAbandoned) {
      const began = Date.now();
      const events = Array.from({ length: perRequest }, () => numberedEvent(this.run, this.#next++, began));
      const starts = this.options.isSentToAll ? [...this.#urls.keys()] : [this.#starts++];
      await Promise.all(starts.map((start) => this.#sendUntilAcknowledged(events, start)));
      this.acknowledged.push(...events);
      await sleep(Math.max(0, began + pauseMs - Date.now()));
    }
  }

  async #sendUntilAcknowledged(events: NumberedEvent[], start: number): Promise<void> {
    const body = JSON.stringify(events);
    for (let attempt = start; !this.#isAbandoned; attempt++) {
      const answer = await this.#post(this.#urls[attempt % this.#urls.length] ?? '', body);
      if (answer) {
        if (answer.accepted + answer.duplicates !== events.length) {
          throw new Error(`not all of them were taken: ${JSON.stringify(answer).slice(0, 500)}`);
        }
        return;
      }
      this.repeated++;
      await sleep(50);
    }
  }

  async #post(url: string, body: string): Promise<IngestAnswer | undefined> {
    try {
      const response = await fetch(`${url}/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(15_000),
      });
      const text = await response.text();
      if (response.status === 202) return JSON.parse(text) as IngestAnswer;
      if (response.status === 400) throw new RefusedError(text);
      return undefined;
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      return undefined;
    }
  }
}

/** The gateway says that the events are wrong: a mistake of the test. */
class RefusedError extends Error {}
