// The yardstick for single events: Fastify alone, which parses the body and answers, and does nothing else.
import fastify from 'fastify';

const server = fastify({ logger: false });
server.post('/events', (request, reply) => {
  const isEvent = typeof request.body === 'object' && request.body !== null;
  void reply.code(202).send({ accepted: isEvent ? 1 : 0, duplicates: 0, rejected: isEvent ? 0 : 1 });
});
const address = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
process.send?.(Number(address.port));
process.on('disconnect', () => process.exit(0));
