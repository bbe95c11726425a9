import { Pool } from 'undici';
import type { Batch } from '../traffic/batcher.js';
import { parseAnswer, parseRetryAfter, type Attempt } from './attempt.js';
import type { BatchSender } from './deliverer.js';

export interface GatewayClientOptions {
  /** Where the gateway is; a path in it (such as `/api`) is kept. */
  url: string;
  connections: number;
  key: string | undefined;
  source: string | undefined;
  /** Milliseconds until a request without an answer counts as failed. */
  timeoutMs: number;
}

/** Sends requests over kept-alive connections; never throws, but tells what came of the try. */
export class GatewayClient implements BatchSender {
  private readonly pool: Pool;
  private readonly path: string;
  private readonly headers: Record<string, string>;

  constructor(options: GatewayClientOptions) {
    const { origin, pathname } = new URL(options.url);
    this.path = pathname.replace(/\/$/, '');
    const { timeoutMs, connections } = options;
    this.pool = new Pool(origin, {
      connections,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connectTimeout: 5_000,
    });
    this.headers = { 'content-type': 'application/json', 'user-agent': 'argus-generator' };
    if (options.key) this.headers['authorization'] = `Bearer ${options.key}`;
    if (options.source) this.headers['x-source'] = options.source;
  }

  post(batch: Batch, signal: AbortSignal): Promise<Attempt> {
    const headers = batch.userAgent ? { ...this.headers, 'user-agent': batch.userAgent } : this.headers;
    return this.request('POST', '/events', signal, headers, batch.body);
  }

  /** Whether anything answers at all: any status will do, the events themselves tell the rest. */
  probe(signal: AbortSignal): Promise<Attempt> {
    return this.request('GET', '/health/live', signal, {}, undefined);
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async request(
    method: 'GET' | 'POST',
    path: string,
    signal: AbortSignal,
    headers: Record<string, string>,
    body: string | undefined,
  ): Promise<Attempt> {
    try {
      const response = await this.pool.request({ method, path: this.path + path, headers, body: body ?? null, signal });
      const text = await response.body.text();
      const retryAfter = response.headers['retry-after'];
      return {
        kind: 'answered',
        status: response.statusCode,
        retryAfterMs: parseRetryAfter(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, Date.now()),
        answer: parseAnswer(text),
      };
    } catch (error) {
      return { kind: 'unreachable', reason: reasonOf(error) };
    }
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code !== '' ? code : error.message || error.name;
}
