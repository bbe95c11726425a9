import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { LIMITS } from '@argus/contract';
import { type ProblemError, unavailable } from '../../problem/problem-error.js';
import type { BodyRoom, Held } from './body-room.js';

const noRoom = (): ProblemError =>
  unavailable('The bodies on their way take all the memory that there is for them. Send this again in a moment.', 1);

/** Lets go whatever ends the request: its answer, its sender, its time limit. */
function releaseAtEnd(request: IncomingMessage, response: ServerResponse, held: Held): void {
  const release = () => held.release();
  response.once('close', release);
  // An answer that waits behind another one of its connection does not hear that this closed.
  if (response.socket === null) request.socket.setMaxListeners(0).once('close', release);
}

/** On the way of Fastify: 503 for a body that there is no room for, before it is read. After the hooks that refuse callers. */
export function boundBodies(fastify: FastifyInstance, room: BodyRoom): void {
  const growing = new WeakMap<IncomingMessage, Held>();

  fastify.addHook('onRequest', ({ raw, headers }, reply, done) => {
    const isChunked = headers['transfer-encoding'] !== undefined;
    const announced = Math.min(Number(headers['content-length'] ?? 0), LIMITS.bodyBytes);
    if (!isChunked && announced === 0) return done();
    const held = room.hold(isChunked ? 0 : announced);
    if (held === undefined) return done(noRoom());
    releaseAtEnd(raw, reply.raw, held);
    if (isChunked) growing.set(raw, held);
    done();
  });

  fastify.addHook('preParsing', ({ raw }, _reply, payload, done) => {
    const held = growing.get(raw);
    if (held !== undefined) {
      // Flows in a later turn, when Fastify listens too.
      payload.on('data', function count(chunk: Buffer) {
        if (held.grow(chunk.length)) return;
        payload.off('data', count);
        // Whoever reads the body answers it; nobody does any more where it was refused already.
        if (payload.listenerCount('error') > 0) payload.emit('error', noRoom());
      });
    }
    done(null, payload);
  });
}
