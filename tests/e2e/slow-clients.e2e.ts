import { request } from 'node:http';
import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, get, waitFor } from '../kit/index.js';

/**
 * Clients that hold connections and say little. The limits are those of server.ts: 2,000 connections, 5 s for headers, 15 s
 * for a request. Latencies are printed; what is asserted is that everybody else is answered.
 */
const IDLE = 10_000;
const SLOW = 200;
const ORDINARY = 40;
const PATIENCE_MS = 60_000;

let product: Product;
const held: Held[] = [];

beforeAll(async () => {
  product = await Product.start();
});
afterAll(async () => {
  for (const { socket } of held) socket.destroy();
  await product.stop();
});

/** A connection that is held open, and what came back on it. */
interface Held {
  socket: Socket;
  answer: string;
  isClosed: boolean;
}

function hold(first = ''): Promise<Held> {
  const { hostname, port } = new URL(product.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      if (first) socket.write(first);
      resolve(one);
    });
    const one: Held = { socket, answer: '', isClosed: false };
    held.push(one);
    socket.on('data', (chunk) => (one.answer += chunk.toString('latin1')));
    socket.on('error', () => resolve(one));
    socket.on('close', () => (one.isClosed = true));
  });
}

/** One event over a connection of its own, as a newcomer sends it; answers the status and the milliseconds it took. */
function send(): Promise<{ status: number | string; ms: number }> {
  const started = performance.now();
  return new Promise((resolve) => {
    const done = (status: number | string) => resolve({ status, ms: performance.now() - started });
    const headers = { 'content-type': 'application/json' };
    const sent = request(`${product.url}/events`, { method: 'POST', headers, agent: false }, (response) => {
      response.resume();
      response.on('end', () => done(response.statusCode ?? 0));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'error'));
    sent.end('{"user_id":"u","name":"x"}');
  });
}

/** Ordinary requests one after another, while the attack lasts. */
async function ordinary(what: string): Promise<(number | string)[]> {
  const answers = [];
  for (let i = 0; i < ORDINARY; i++) answers.push(await send());
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1);
  console.info(`${what}: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, most ${at(1)} ms`);
  return [...new Set(answers.map(({ status }) => status))];
}

const HEADERS = 'POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

/** Adds a byte to each every second, as an attacker does who knows that silence is noticed. */
function drip(victims: Held[]): NodeJS.Timeout {
  return setInterval(() => {
    for (const { socket } of victims) if (socket.writable) socket.write('x');
  }, 1_000);
}

describe('clients that hold connections', () => {
  let headers: Held[] = [];
  let bodies: Held[] = [];
  let timer: NodeJS.Timeout;

  beforeAll(async () => {
    headers = await Promise.all(Array.from({ length: SLOW }, () => hold('GET / HTTP/1.1\r\nX-Slow: ')));
    bodies = await Promise.all(
      Array.from({ length: SLOW }, () => hold(`${HEADERS}Content-Length: 100000\r\n\r\n{"user_id":"`)),
    );
    timer = drip([...headers, ...bodies]);
  });
  afterAll(() => clearInterval(timer));

  const open = (some: Held[]) => some.filter(({ isClosed }) => !isClosed).length;
  const statusLines = (some: Held[]) => [...new Set(some.map(({ answer }) => answer.split('\r\n')[0]))];

  it('[B1] [B4] slow headers end by their time limit, and hold nobody up', async () => {
    expect(await ordinary(`beside ${2 * SLOW} slow requests`)).toEqual([202]);
    await waitFor(() => open(headers), 0, PATIENCE_MS);
    expect(statusLines(headers)).toEqual(['HTTP/1.1 408 Request Timeout']);
  });

  it('[B1] [B4] 10,000 idle connections give way to newcomers, and are closed', async () => {
    const idle: Held[] = [];
    while (idle.length < IDLE) idle.push(...(await Promise.all(Array.from({ length: 500 }, () => hold()))));
    const what = `beside ${IDLE} idle connections, ${open(idle)} of which were still open`;
    expect(await ordinary(what)).toEqual([202]);
    await waitFor(() => open(idle), 0, PATIENCE_MS);
    expect((await get(product, '/health/ready')).status).toBe(200);
  });

  it('[B1] [B4] slow bodies end by theirs', async () => {
    await waitFor(() => open(bodies), 0, PATIENCE_MS);
    expect(statusLines(bodies)).toEqual(['HTTP/1.1 408 Request Timeout']);
    const { body: metrics } = await get<string>(product, '/metrics');
    expect(metrics).toContain(`argus_http_requests_total{method="POST",route="/events",status="408"} ${SLOW}\n`);
    expect(metrics).not.toContain('argus_http_requests_total{method="POST",route="/events",status="400"}');
  });
});
