import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { isIngestion } from './route-scope.js';

/** Pages load their own scripts only; ReDoc searches in a worker made from a blob, and styles itself inline. */
const POLICY = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'worker-src': ["'self'", 'blob:'],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'object-src': ["'none'"],
};

/** Puts the security headers on every answer; on those of ingestion, which no browser shows, only the one that matters. */
export async function addSecurityHeaders(fastify: FastifyInstance): Promise<void> {
  await fastify.register(helmet, {
    global: false,
    contentSecurityPolicy: { useDefaults: false, directives: POLICY },
    // The gateway speaks HTTP; whoever puts TLS before it decides on this.
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
    // Without TLS browsers ignore this one, and warn in their console.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: { policy: 'same-origin' },
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isIngestion(request.method, request.routeOptions.url)) reply.header('x-content-type-options', 'nosniff');
    else void reply.helmet();
    done();
  });
}
