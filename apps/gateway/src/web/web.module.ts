import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { Module } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** The repository's root, from `apps/gateway/dist/web/`. */
const ROOT = path.resolve(import.meta.dirname, '../../../..');

/** Built files, and the path below which they are served; `pages` all show the folder's index.html. */
interface Site {
  folder: string;
  prefix: string;
  pages: string[];
  /** What its pages may call besides this gateway. */
  mayCall?: string;
  /** Whether pages of other origins may load it. */
  isForAnyone?: boolean;
}

const SITES: Site[] = [
  { folder: 'dashboard/dist', prefix: '/', pages: ['/', '/dashboard', '/dashboard/*'] },
  // A browser opens six connections to a host name: the generator needs further names of this machine to reach its rates.
  {
    folder: 'generator/dist/ui/generator',
    prefix: '/generator/',
    pages: ['/generator/'],
    mayCall: 'http://*.localhost:*',
  },
  { folder: 'generator/dist/ui/demo', prefix: '/demo/', pages: ['/demo/'] },
  // The script that pages of applications load, from whatever origin they are.
  { folder: 'libs/client/dist/browser', prefix: '/client/', pages: [], isForAnyone: true },
];

@Module({})
export class WebModule {}

/** Serves the dashboard, the generator's pages and the client: hashed assets for ever, everything else always fresh. */
export async function serveWeb(fastify: FastifyInstance): Promise<void> {
  for (const [index, site] of SITES.entries()) {
    const root = path.join(ROOT, site.folder);
    if (!existsSync(root)) continue;
    await fastify.register(fastifyStatic, {
      root,
      prefix: site.prefix,
      wildcard: false,
      index: false,
      decorateReply: index === 0,
      setHeaders: (reply, file) => writeHeaders(reply, file, site),
    });
    for (const url of site.pages) {
      fastify.get(url, (request, reply) => {
        // Without its last slash, the page would look for its files in the folder above.
        const isBare = request.url.split('?')[0] === site.prefix.slice(0, -1) && site.prefix !== '/';
        if (isBare) return reply.redirect(site.prefix, 308);
        // `sendFile` writes the headers of the first site, whose plugin decorated the reply.
        allowCalls(reply, site);
        return reply.sendFile('index.html', root);
      });
    }
  }
}

type HeaderWriter = Pick<FastifyReply, 'getHeader' | 'header'>;

function writeHeaders(reply: HeaderWriter, file: string, site: Site): void {
  const isHashed = file.includes(`${path.sep}assets${path.sep}`);
  reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  allowCalls(reply, site);
  if (!site.isForAnyone) return;
  reply.header('cross-origin-resource-policy', 'cross-origin');
  reply.header('access-control-allow-origin', '*');
}

/** Widens the general policy for one site; a worker has the policy of its own script, so files need it as well as pages. */
function allowCalls(reply: HeaderWriter, { mayCall }: Site): void {
  const policy = reply.getHeader('content-security-policy');
  if (mayCall && typeof policy === 'string') {
    reply.header('content-security-policy', policy.replace("connect-src 'self'", `connect-src 'self' ${mayCall}`));
  }
}
