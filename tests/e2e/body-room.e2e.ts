import { existsSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BegunRequest, Product, beginRequest, get, waitFor, waitUntil } from '../kit/index.js';

const MIB = 1024 * 1024;
const LARGEST = 10 * MIB;
const constrained = process.constrainedMemory();
const MEMORY = Math.min(totalmem(), constrained > 0 ? constrained : Infinity);
/** What all bodies on their way may take together. */
const ROOM = Math.min(256 * MIB, Math.max(32 * MIB, Math.floor(MEMORY / 8)));
const WAYS = ['/events', '/events/'];

let product: Product;
let open: Sender[] = [];

beforeAll(async () => {
  product = await Product.start();
}, 180_000);
afterAll(() => product.stop());
afterEach(async () => {
  for (const { socket } of open) socket.destroy();
  open = [];
  await waitFor(tiny, [202, 202]);
});

interface Sender extends BegunRequest {
  bytes: number;
}

/** A request whose headers the gateway has read, and nothing else of it came. */
async function announce(path: string, bytes: number | undefined): Promise<Sender> {
  const length = bytes === undefined ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes}`;
  const sender = { ...(await beginRequest(product.url, path, [length])), bytes: bytes ?? 0 };
  open.push(sender);
  return sender;
}

/** Announces so much, along both ways in turns, and sends none of it. */
async function fill(bytes: number): Promise<Sender[]> {
  const sizes = Array.from({ length: Math.ceil(bytes / LARGEST) }, (_, at) => Math.min(LARGEST, bytes - at * LARGEST));
  return Promise.all(sizes.map((size, at) => announce(WAYS[at % 2] as string, size)));
}

/** Waits until the gateway has read all that was sent: the kernel keeps nothing of it, at either end. */
async function untilRead({ socket }: Sender): Promise<void> {
  const ports = [socket.localPort, socket.remotePort].map((port) => `:${hex(port ?? 0)} `);
  const queued = () =>
    ['/proc/net/tcp', '/proc/net/tcp6']
      .filter((file) => existsSync(file))
      .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
      .filter((line) => ports.every((port) => line.includes(port)))
      .map((line) => line.trim().split(/\s+/)[4]);
  // Twice: the ends are not read at one moment, and what left the one may not have been at the other yet.
  await waitFor(
    () => [...queued(), ...queued()],
    Array.from({ length: 4 }, () => '00000000:00000000'),
  );
}

/** A port as the kernel writes it. */
const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

function post(path: string, body: NonNullable<RequestInit['body']>, init: object = {}): Promise<Response> {
  return fetch(product.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    ...init,
  });
}

const EVENT = JSON.stringify({ user_id: 'u', name: 'x' });

/** What one small event is answered on each way. */
async function tiny(): Promise<number[]> {
  const answers = await Promise.all(WAYS.map((path) => post(path, EVENT)));
  await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  return answers.map(({ status }) => status);
}

const chunked = () => post('/events', new Blob([EVENT]).stream(), { duplex: 'half' });

describe('bodies on their way', () => {
  it('[B4] [B6] are bounded together: beyond that a body is a 503 before it is read, and nothing else is', async () => {
    const held = await fill(ROOM - 1_000);
    expect(await tiny()).toEqual([202, 202]);
    await announce('/events', 1_000);
    expect(await tiny()).toEqual([503, 503]);
    for (const answer of [await post('/events', EVENT), await post('/events/', EVENT), await chunked()]) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(await answer.json()).toMatchObject({ status: 503, title: 'Service Unavailable' });
    }
    expect((await get(product, '/health/live')).status).toBe(200);
    expect(held.map(({ told }) => told())).toEqual(held.map(() => ''));
  });

  it('[B4] are let go when they are answered, each once', async () => {
    const held = (await fill(ROOM)).slice(0, 2);
    for (const { socket, bytes } of held) socket.write(Buffer.alloc(bytes, ' '));
    for (const { told } of held) await waitUntil(told, (text) => text.includes('HTTP/1.1 400 Bad Request'));
    expect(await tiny()).toEqual([202, 202]);
    await fill(held[0]!.bytes + held[1]!.bytes);
    expect(await tiny()).toEqual([503, 503]);
  });

  it('[B4] are let go when their senders leave, each once', async () => {
    const held = (await fill(ROOM)).slice(0, 2);
    for (const { socket } of held) socket.resetAndDestroy();
    await waitFor(tiny, [202, 202]);
    await fill(held[0]!.bytes + held[1]!.bytes);
    expect(await tiny()).toEqual([503, 503]);
  });

  it('[B4] are let go when their time is over, each once', async () => {
    const held = await fill(ROOM);
    await waitFor(() => held.every(({ isClosed }) => isClosed()), true);
    for (const { told } of held) expect(told()).toContain('HTTP/1.1 408 Request Timeout');
    await fill(ROOM);
    expect(await tiny()).toEqual([503, 503]);
  }, 60_000);

  it('[B4] count as they come where they do not say how long they are', async () => {
    const growing = await announce('/events', undefined);
    await fill(ROOM - MIB);
    expect(await tiny()).toEqual([202, 202]);
    growing.socket.write(`${MIB.toString(16)}\r\n`);
    await new Promise((resolve) => growing.socket.write(Buffer.alloc(MIB, ' '), resolve));
    // Nobody asks meanwhile: a small event on its way takes bytes that the last piece of this body needs.
    await untilRead(growing);
    await waitFor(tiny, [503, 503]);
    growing.socket.resetAndDestroy();
    await waitFor(tiny, [202, 202]);
    expect((await chunked()).status).toBe(202);
    await announce('/events/', MIB);
    expect(await tiny()).toEqual([503, 503]);
  });
});
