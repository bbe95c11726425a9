import type { FastifyInstance } from 'fastify';
import { ingestionRoute } from './route-scope.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The route, where it is one of ingestion. */
    ingestion: '/events' | '/analytics' | undefined;
  }
}

/**
 * Looks once at which route a request is for: Fastify makes an object of twelve fields for each look at `routeOptions`,
 * and five hooks and parsers ask. To be called before the hooks that ask.
 */
export function markIngestion(fastify: FastifyInstance): void {
  fastify.decorateRequest('ingestion', undefined);
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.method === 'POST') request.ingestion = ingestionRoute(request.routeOptions.url);
    done();
  });
}
