import { once } from 'node:events';
import { type Server, createServer, get } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { limitConnections } from './connection-limit.js';

const MOST = 10;
let server: Server;
let sockets: Socket[] = [];

async function listen(protect: (server: Server) => void): Promise<number> {
  server = createServer((request, response) => {
    request.resume();
    if (request.url !== '/waits') request.on('end', () => response.end('ok'));
  });
  protect(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function open(port: number, text = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  if (text) socket.write(text);
  // A client that never reads never learns that it was closed.
  socket.resume();
  return socket;
}

const ask = (port: number): Promise<number | string> =>
  new Promise((resolve) => {
    get({ port, host: '127.0.0.1', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
  });

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const WAITING = 'GET /waits HTTP/1.1\r\nHost: x\r\n\r\n';
const SLOW_HEADERS = 'GET / HTTP/1.1\r\nHost:';
const SLOW_BODY = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx';

describe('limitConnections', () => {
  it.each([
    ['silent connections', ''],
    ['slow headers', SLOW_HEADERS],
    ['connections that are kept', GET],
    ['slow bodies', SLOW_BODY],
  ])('[B4] answers newcomers beside many %s', async (_what, text) => {
    const port = await listen((one) => limitConnections(one, MOST));
    for (let i = 0; i < 3 * MOST; i++) {
      await open(port, text);
      // The server must have read the request before the next one comes.
      if (text) await ask(port);
    }
    for (let i = 0; i < 3; i++) expect(await ask(port)).toBe(200);
  });

  it('[B4] is of need: the limit of Node alone keeps newcomers out', async () => {
    const port = await listen((one) => (one.maxConnections = MOST));
    for (let i = 0; i < 3 * MOST; i++) await open(port);
    expect(await ask(port)).toBe('ECONNRESET');
  });

  it('[B4] never ends a request that waits for its answer', async () => {
    const port = await listen((one) => limitConnections(one, MOST));
    const waiting: Socket[] = [];
    for (let i = 0; i < MOST; i++) {
      waiting.push(await open(port, WAITING));
      await once(server, 'request');
    }
    expect(await ask(port)).toBe('ECONNRESET');
    expect(waiting.filter((socket) => socket.destroyed || socket.readableEnded)).toEqual([]);
  });
});
