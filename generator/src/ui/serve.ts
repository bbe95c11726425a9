import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readPage, type PageSettings } from './pages.js';

/** Serves the generator page at `/generator/` and the demo page at `/demo/`, on this machine only; answers the address. */
export async function servePages(port: number, settings: PageSettings): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') return void response.writeHead(302, { location: '/generator/' }).end();
    void readPage(pathname, settings).then((page) => {
      if (!page || (request.method !== 'GET' && request.method !== 'HEAD')) {
        return response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such page.\n');
      }
      return response.writeHead(200, { 'content-type': page.type, 'cache-control': 'no-cache' }).end(page.body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${actual}` };
}
