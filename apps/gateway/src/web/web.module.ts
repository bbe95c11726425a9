import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { Module } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** The repository's root, from `apps/gateway/dist/web/`. */
const ROOT = path.resolve(import.meta.dirname, '../../../..');

/** Built files and the path below which each folder is served; `pages` all show the folder's index.html. */
const SITES = [
  { folder: 'dashboard/dist', prefix: '/', pages: ['/', '/dashboard', '/dashboard/*'], isForAnyone: false },
  { folder: 'generator/dist/ui/generator', prefix: '/generator/', pages: ['/generator/'], isForAnyone: false },
  { folder: 'generator/dist/ui/demo', prefix: '/demo/', pages: ['/demo/'], isForAnyone: false },
  // The script that pages of applications load, from whatever origin they are.
  { folder: 'libs/client/dist/browser', prefix: '/client/', pages: [], isForAnyone: true },
];

@Module({})
export class WebModule {}

/** Serves the dashboard, the generator's pages and the client: hashed assets for ever, everything else always fresh. */
export async function serveWeb(fastify: FastifyInstance): Promise<void> {
  for (const [index, { folder, prefix, pages, isForAnyone }] of SITES.entries()) {
    const root = path.join(ROOT, folder);
    if (!existsSync(root)) continue;
    await fastify.register(fastifyStatic, {
      root,
      prefix,
      wildcard: false,
      index: false,
      decorateReply: index === 0,
      setHeaders: (reply, file) => {
        const isHashed = file.includes(`${path.sep}assets${path.sep}`);
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
        if (!isForAnyone) return;
        reply.header('cross-origin-resource-policy', 'cross-origin');
        reply.header('access-control-allow-origin', '*');
      },
    });
    for (const url of pages) {
      fastify.get(url, (request, reply) => {
        // Without its last slash, the page would look for its files in the folder above.
        const isBare = request.url.split('?')[0] === prefix.slice(0, -1) && prefix !== '/';
        return isBare ? reply.redirect(prefix, 308) : reply.sendFile('index.html', root);
      });
    }
  }
}
