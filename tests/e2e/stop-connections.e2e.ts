import type { Socket } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { Product, beginRequest, get, sql, untilStored, waitFor, waitUntil } from '../kit/index.js';

let product: Product;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await product.stop();
});

/** A request whose headers the gateway has read, and of its body half. */
async function begin(path: string, name: string) {
  const body = JSON.stringify({ user_id: 'u', name });
  const begun = await beginRequest(product.url, path, [`Content-Length: ${body.length}`]);
  const { socket } = begun;
  sockets.push(socket);
  socket.write(body.slice(0, 10));
  return { ...begun, finish: () => socket.write(body.slice(10)) };
}

const listens = (): Promise<boolean> =>
  get(product, '/health/live').then(
    () => true,
    () => false,
  );

it('[B1] [B6] a body that ends after the stop is answered and stored, and one that never ends holds nothing up', async () => {
  product = await Product.start();
  const bodies = [await begin('/events', 'short'), await begin('/events/', 'long')];
  const stalled = await begin('/events', 'stalled');
  const alsoStalled = await begin('/events/', 'stalled');

  const stopped = product.stop({ keepData: true });
  await waitUntil(listens, (does) => !does);
  for (const { finish } of bodies) finish();
  expect(await stopped).toBe(0);

  expect(product.output).not.toContain('is killed');
  for (const { isClosed, told } of bodies) {
    await waitFor(isClosed, true);
    const [head = '', answer = ''] = told().split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 202 Accepted\r\n/);
    expect(head.toLowerCase().split('\r\n')).toContain('connection: close');
    expect(JSON.parse(answer)).toMatchObject({ accepted: 1 });
  }
  expect([stalled.told(), alsoStalled.told()]).toEqual(['', '']);

  product = await product.again();
  await untilStored(product, 2);
  expect(await sql(product, 'SELECT name FROM events ORDER BY name')).toBe('long\nshort');
}, 120_000);
