import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import helmet from 'helmet';
import { OPTIONS, securityHeaders } from './security-headers.js';

/** What helmet sets with our options on a real answer, spelled and ordered as it is on the wire. */
function headersOfHelmet(): Promise<string[]> {
  const server = createServer((request, response) => {
    response.sendDate = false;
    helmet(OPTIONS)(request, response, () => response.end());
  });
  return new Promise((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      get({ port, host: '127.0.0.1', agent: false }, (answer) => {
        resolve(answer.rawHeaders);
        answer.resume();
        server.close();
      }).on('error', reject);
    });
  });
}

describe('security headers', () => {
  it("[B7] are helmet's own, in its spelling and order", async () => {
    const wire = await headersOfHelmet();
    const ours = securityHeaders().flat();
    expect(wire.slice(0, ours.length)).toEqual(ours);
    // What follows is of Node's server, not of helmet.
    const rest = wire.slice(ours.length).filter((_, at) => at % 2 === 0);
    expect(rest).toEqual(['Connection', 'Content-Length']);
    expect(ours).toContain('Content-Security-Policy');
  });
});
