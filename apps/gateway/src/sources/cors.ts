import type { FastifyReply } from 'fastify';

const EXPOSED = 'Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id';
const SENT = 'Authorization, Content-Encoding, Content-Type, Idempotency-Key, X-Api-Key, X-Source';

/** Lets a page of an origin read the answer of ingestion; never with credentials, so cookies count for nothing. */
export function allowOrigin(reply: FastifyReply, origin: string): void {
  reply.header('access-control-allow-origin', origin);
  reply.header('access-control-expose-headers', EXPOSED);
  reply.header('vary', 'Origin');
}

/** Answers a browser that asks whether it may send events. */
export function answerPreflight(reply: FastifyReply, origin: string): void {
  allowOrigin(reply, origin);
  reply.header('access-control-allow-methods', 'POST');
  reply.header('access-control-allow-headers', SENT);
  reply.header('access-control-max-age', '600');
  void reply.status(204).send();
}
