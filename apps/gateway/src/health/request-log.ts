import { Counter, Histogram, type Logger, type Registry } from '@argus/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * What comes by the thousand a second (ingestion), or every second for as long as the process lives (probes), is
 * written from `debug` on; the metrics count it all the same.
 */
function levelOf(request: FastifyRequest, reply: FastifyReply): 'debug' | 'info' | 'error' {
  const isProbe = request.url.startsWith('/health') || request.url.startsWith('/metrics');
  const isFlood = request.method === 'POST' && reply.statusCode < 300 && /^\/(events|analytics)/.test(request.url);
  if (isProbe || isFlood) return 'debug';
  return reply.statusCode >= 500 ? 'error' : 'info';
}

/** The log must not remember whom it was asked to forget. */
const withoutPerson = (url: string): string => url.replace(/^\/users\/[^?]*/, '/users/-');

/** One line and one observation for each request; the id in the line is the answer's `X-Request-Id`. */
export function logRequests(fastify: FastifyInstance, logger: Logger, registry: Registry): void {
  const requests = new Counter({
    name: 'argus_http_requests_total',
    help: 'Requests answered, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'argus_http_request_seconds',
    help: 'Time from the first byte of a request to the end of its answer.',
    labelNames: ['method', 'route'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15],
    registers: [registry],
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    requests.inc({ method: request.method, route, status: reply.statusCode });
    seconds.observe({ method: request.method, route }, reply.elapsedTime / 1000);
    const level = levelOf(request, reply);
    if (logger.isLevelEnabled(level)) {
      logger[level]({
        request_id: request.id,
        method: request.method,
        url: withoutPerson(request.url),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        remote: request.ip,
      });
    }
    done();
  });
}
