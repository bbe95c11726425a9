// The yardsticks for single events: Fastify alone, which parses the body and answers; with a file's name, it also appends
// each body to that file and answers when it is flushed, a group of requests at a time, and does nothing else.
import { open } from 'node:fs/promises';
import fastify from 'fastify';
import { endWithBench } from '../end-with-bench.js';
import { GroupCommit } from './group-commit.js';

const [, , file] = process.argv;
const answer = (body: unknown) => {
  const isEvent = typeof body === 'object' && body !== null;
  return { accepted: isEvent ? 1 : 0, duplicates: 0, rejected: isEvent ? 0 : 1 };
};

const server = fastify({ logger: false });
if (file === undefined) {
  server.post('/events', (request, reply) => void reply.code(202).send(answer(request.body)));
} else {
  const commit = new GroupCommit(await open(file, 'w'));
  server.post('/events', async ({ body }, reply) => {
    await commit.append(JSON.stringify(body));
    return reply.code(202).send(answer(body));
  });
}
const address = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
process.send?.(Number(address.port));
endWithBench();
