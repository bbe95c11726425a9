import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/**
 * Whose address a request is counted for, as Fastify says it on the long way (`request.ip`): that of the connection, or
 * behind proxies that are trusted the last one of `X-Forwarded-For` that is none of them.
 */
export function clientAddressBehind(trustProxy: string | undefined): (request: IncomingMessage) => string {
  if (trustProxy === undefined) return ({ socket }) => socket.remoteAddress ?? '';
  const isTrusted = proxyAddr.compile(trustProxy.split(',').map((name) => name.trim()));
  return (request) => {
    if (request.headers['x-forwarded-for'] === undefined) return request.socket.remoteAddress ?? '';
    return proxyAddr.all(request, isTrusted).at(-1) ?? '';
  };
}
