import { Inject, Injectable } from '@nestjs/common';
import type { Logger, Registry } from '@argus/telemetry';
import type { FastifyInstance } from 'fastify';
import { LOGGER, REGISTRY } from '../storage/tokens.js';
import { RequestMetrics } from './request-metrics.js';

/** A request that was answered. */
export interface Answered {
  id: string;
  method: string;
  /** As asked for, without `/api`. */
  url: string;
  /** The pattern that it matched. */
  route: string;
  status: number;
  /** Milliseconds from its arrival to the end of its answer. */
  ms: number;
  /** The client's address. */
  remote: string;
}

/**
 * What comes by the thousand a second (ingestion), or every second for as long as the process lives (probes), is
 * written from `debug` on; the metrics count it all the same.
 */
function levelOf(method: string, url: string, status: number): 'debug' | 'info' | 'error' {
  const isProbe = url.startsWith('/health') || url.startsWith('/metrics');
  const isFlood = method === 'POST' && status < 300 && /^\/(events|analytics)/.test(url);
  if (isProbe || isFlood) return 'debug';
  return status >= 500 ? 'error' : 'info';
}

/** The log must not remember whom it was asked to forget. */
const withoutPerson = (url: string): string => url.replace(/^\/users\/[^?]*/, '/users/-');

/** One line and one observation for each request; the id in the line is the answer's `X-Request-Id`. */
@Injectable()
export class RequestLog {
  readonly #metrics: RequestMetrics;

  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(REGISTRY) registry: Registry,
  ) {
    this.#metrics = new RequestMetrics(registry);
  }

  add({ id, method, url, route, status, ms, remote }: Answered): void {
    this.#metrics.add(method, route, status, ms / 1_000);
    const level = levelOf(method, url, status);
    if (!this.logger.isLevelEnabled(level)) return;
    this.logger[level]({
      request_id: id,
      method,
      url: withoutPerson(url),
      status,
      ms: Math.round(ms * 10) / 10,
      remote,
    });
  }
}

/** Notes what goes the way of Fastify. */
export function logRequests(fastify: FastifyInstance, log: RequestLog): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { id, method, url, ip: remote } = request;
    const route = request.routeOptions.url ?? 'none';
    log.add({ id, method, url, route, status: reply.statusCode, ms: reply.elapsedTime, remote });
    done();
  });
}
