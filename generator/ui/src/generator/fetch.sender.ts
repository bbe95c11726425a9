import { parseAnswer, parseRetryAfter, type Attempt } from '../../../src/delivery/attempt.js';
import type { BatchSender } from '../../../src/delivery/deliverer.js';
import type { Batch } from '../../../src/traffic/batcher.js';
import type { Gateway } from '../shared/gateway.js';

/** Sends requests by `fetch`, and tells `onAttempt` of each answer. */
export class FetchSender implements BatchSender {
  private readonly url: string;
  private readonly headers: Record<string, string>;

  constructor(
    { url, key, source }: Gateway,
    private readonly onAttempt: (batch: Batch, attempt: Attempt) => void,
  ) {
    this.url = `${url}/events`;
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
      const response = await fetch(this.url, { method: 'POST', headers: this.headers, body, signal });
      const answer = parseAnswer(await response.text());
      const retryAfterMs = parseRetryAfter(response.headers.get('retry-after') ?? undefined, Date.now());
      return { kind: 'answered', status: response.status, retryAfterMs, answer };
    } catch (error) {
      return { kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) };
    }
  }
}
