import { parseAnswer, parseRetryAfter, type Attempt } from '../../../src/delivery/attempt.js';
import type { BatchSender } from '../../../src/delivery/deliverer.js';
import type { Batch } from '../../../src/traffic/batcher.js';
import type { Gateway } from '../shared/gateway.js';

/** Sends requests by `fetch`, to the origins in turn, and tells `onAttempt` of each answer. */
export class FetchSender implements BatchSender {
  private readonly urls: string[];
  private sent = 0;
  private readonly headers: Record<string, string>;

  constructor(
    { key, source }: Gateway,
    origins: string[],
    private readonly onAttempt: (batch: Batch, attempt: Attempt) => void,
  ) {
    this.urls = origins.map((origin) => `${origin}/events`);
    this.headers = { 'content-type': 'application/json' };
    if (key) this.headers['authorization'] = `Bearer ${key}`;
    if (source) this.headers['x-source'] = source;
  }

  async post(batch: Batch, signal: AbortSignal): Promise<Attempt> {
    const attempt = await this.try(batch, signal);
    this.onAttempt(batch, attempt);
    return attempt;
  }

  private async try({ body }: Batch, signal: AbortSignal): Promise<Attempt> {
    try {
      const url = this.urls[this.sent++ % this.urls.length] ?? '';
      const response = await fetch(url, { method: 'POST', headers: this.headers, body, signal });
      const answer = parseAnswer(await response.text());
      const retryAfterMs = parseRetryAfter(response.headers.get('retry-after') ?? undefined, Date.now());
      return { kind: 'answered', status: response.status, retryAfterMs, answer };
    } catch (error) {
      return { kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) };
    }
  }
}
