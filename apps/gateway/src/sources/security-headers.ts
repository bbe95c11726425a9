import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

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

/** What helmet is asked for. */
export const OPTIONS = {
  contentSecurityPolicy: { useDefaults: false, directives: POLICY },
  // The gateway speaks HTTP; whoever puts TLS before it decides on this.
  strictTransportSecurity: false,
  crossOriginEmbedderPolicy: false,
  // Without TLS browsers ignore this one, and warn in their console.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  referrerPolicy: { policy: 'same-origin' },
} as const;

/** The headers that helmet sets with our options, in its spelling and order: none of them depends on the request. */
export function securityHeaders(): readonly (readonly [name: string, value: string])[] {
  const headers: [string, string][] = [];
  const recorder = { setHeader: (name: string, value: string) => headers.push([name, value]), removeHeader: () => {} };
  helmet(OPTIONS)({} as IncomingMessage, recorder as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  return headers;
}

/**
 * Puts the security headers on every answer; on those of ingestion, which no browser shows, only the one that matters.
 * They are made once: Fastify's plugin for helmet has an asynchronous hook before every request.
 */
export function addSecurityHeaders(fastify: FastifyInstance): void {
  const headers = securityHeaders();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.ingestion) reply.header('x-content-type-options', 'nosniff');
    else for (const [name, value] of headers) reply.raw.setHeader(name, value);
    done();
  });
}
