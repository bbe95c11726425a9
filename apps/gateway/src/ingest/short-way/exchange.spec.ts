import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS } from '../../sources/source-settings.type.js';
import { BodyRoom, type Held } from '../body/body-room.js';
import { Exchange } from './exchange.js';

const SENDER = { source: 'default', settings: DEFAULT_SETTINGS, userAgent: '', idempotencyKey: undefined };
const HELD = new BodyRoom(10).hold(10) as Held;
const HEAD = 'POST /events HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n';

let server: Server;
afterEach(() => void server.close());

/** A server that notes what becomes of each body; it answers when asked to. */
async function listen() {
  const seen: string[] = [];
  const exchanges: Exchange[] = [];
  let closed = 0;
  server = createServer((request, response) => {
    const exchange = new Exchange(`id-${exchanges.length}`, request, response, SENDER, [], '127.0.0.1', HELD);
    exchanges.push(exchange);
    response.on('close', () => closed++);
    exchange.read(
      (bytes) => seen.push(bytes.toString()),
      () => seen.push('broken'),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, seen, exchanges, closed: () => closed };
}

/** Turns of the event loop until something holds; the test's own time limit ends the wait. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a request on the short way', () => {
  it('[B1] is read in pieces, and answered with the headers that it has', async () => {
    const { port, seen, exchanges } = await listen();
    const socket = connect(port, '127.0.0.1');
    socket.write(`${HEAD}0123`);
    await until(() => exchanges.length === 1);
    socket.write('456789');
    await until(() => seen.length === 1);
    expect(seen).toEqual(['0123456789']);
    exchanges[0]?.headers.push('x-ratelimit-limit', '5');
    exchanges[0]?.answer(202, 'application/json', '{"ü":1}');
    const [told] = (await once(socket, 'data')) as [Buffer];
    const [head = '', body] = told.toString().split('\r\n\r\n');
    expect(head.split('\r\n').slice(0, 6)).toEqual([
      'HTTP/1.1 202 Accepted',
      'x-request-id: id-0',
      'x-content-type-options: nosniff',
      'x-ratelimit-limit: 5',
      'content-type: application/json; charset=utf-8',
      'content-length: 8',
    ]);
    expect(body).toBe('{"ü":1}');
    socket.destroy();
  });

  it('[B1] is broken where the sender leaves before the end of the body', async () => {
    const { port, seen, exchanges, closed } = await listen();
    const socket = connect(port, '127.0.0.1');
    socket.write(`${HEAD}0123`);
    await until(() => exchanges.length === 1);
    socket.resetAndDestroy();
    await until(() => closed() === 1 && seen.length > 0);
    expect(seen).toEqual(['broken']);
    expect(() => exchanges[0]?.answer(400, 'application/json', '{}')).not.toThrow();
  });

  it('[B1] is not broken where the sender leaves while it waits for the answer', async () => {
    const { port, seen, exchanges, closed } = await listen();
    const socket = connect(port, '127.0.0.1');
    socket.write(`${HEAD}0123456789`);
    await until(() => seen.length === 1);
    socket.resetAndDestroy();
    await until(() => closed() === 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(['0123456789']);
    expect(() => exchanges[0]?.answer(202, 'application/json', '{}')).not.toThrow();
  });
});
