import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { Module } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** The repository's root, from `apps/gateway/dist/web/`. */
const ROOT = path.resolve(import.meta.dirname, '../../../..');

/** Built pages and the path below which each is served; `fallback` paths all show the folder's index.html. */
const SITES = [
  { folder: 'dashboard/dist', prefix: '/', fallback: ['/', '/dashboard', '/dashboard/*'] },
  { folder: 'generator/dist/ui', prefix: '/generator/', fallback: [] },
];

@Module({})
export class WebModule {}

/** Serves the dashboard and the generator's pages: hashed assets for ever, pages always fresh. */
export async function serveWeb(fastify: FastifyInstance): Promise<void> {
  for (const [index, { folder, prefix, fallback }] of SITES.entries()) {
    const root = path.join(ROOT, folder);
    if (!existsSync(path.join(root, 'index.html'))) continue;
    await fastify.register(fastifyStatic, {
      root,
      prefix,
      wildcard: false,
      index: false,
      decorateReply: index === 0,
      setHeaders: (reply, file) => {
        const isHashed = file.includes(`${path.sep}assets${path.sep}`);
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    for (const url of fallback) {
      fastify.get(url, (_request, reply) => reply.sendFile('index.html', root));
    }
  }
}
