import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Argus API reference</title>
    <style>body { margin: 0; }</style>
  </head>
  <body>
    <redoc spec-url="/openapi.json"></redoc>
    <script src="/redoc/redoc.standalone.js"></script>
  </body>
</html>
`;

/** Serves ReDoc at `/redoc`; nothing of it comes from another machine. */
export async function serveRedoc(fastify: FastifyInstance): Promise<void> {
  const script = await readFile(createRequire(import.meta.url).resolve('redoc/bundles/redoc.standalone.js'));
  fastify.get('/redoc', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  fastify.get('/redoc/redoc.standalone.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=86400').send(script),
  );
}
