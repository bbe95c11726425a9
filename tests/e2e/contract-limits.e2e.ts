import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IngestAnswer, Problem } from '@argus/contract';
import { Product, get, post, waitUntil } from '../kit/index.js';

/** What the public contract says of limits: 429, 503, readiness and the settings in the environment. */
let product: Product;

beforeAll(async () => {
  product = await Product.start({
    env: {
      THROTTLE_LIMIT: '0',
      QUEUE_MAX_BYTES: String(1024 * 1024),
      CLOCK_SKEW_SECONDS: '0',
    },
  });
}, 180_000);
afterAll(() => product.stop());

type Body = IngestAnswer & Problem & { totals: Record<string, number>; adds_up: boolean };

const U = { user_id: 'u', name: 'x' };
const send = (body: unknown) => post<Body>(product, '/events', body);

function consume(settings: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${product.url}/admin/consumption`, { method: 'PATCH', headers, body: JSON.stringify(settings) });
}

describe('limits', () => {
  it('[B9] the clock skew is a setting', async () => {
    const { status, body } = await send({ ...U, timestamp: Date.now() + 60_000 });
    expect([status, body.errors.map(({ code }) => code)]).toEqual([400, ['in_the_future']]);
  });

  it('[B5] a limit of 0 turns throttling off', async () => {
    const batch = Array.from({ length: 100 }, () => U);
    for (let i = 0; i < 3; i++) {
      const { status, headers } = await send(batch);
      expect([status, headers.get('x-ratelimit-limit')]).toEqual([202, null]);
    }
  });

  it('[B6] answers 503 with Retry-After when the queue is full, is not ready then, and recovers', async () => {
    expect((await consume({ paused: true })).status).toBe(200);
    // Smaller and smaller requests, until not even one event fits.
    const fill = 'y'.repeat(500);
    const untilRefused = (body: unknown) =>
      waitUntil(
        () => send(body),
        ({ status }) => status !== 202,
      );
    await untilRefused(Array.from({ length: 100 }, () => ({ ...U, data: { fill } })));
    await untilRefused(Array.from({ length: 10 }, () => ({ ...U, data: { fill } })));
    const full = await untilRefused(U);
    expect(full).toMatchObject({
      status: 503,
      body: { type: 'about:blank', status: 503, title: 'Service Unavailable' },
    });
    expect(full.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await get(product, '/health/ready')).status).toBe(503);
    expect((await get(product, '/health/live')).status).toBe(200);
    expect((await get(product, '/analytics/active-users')).status).toBe(200);
    expect((await consume({ paused: false })).status).toBe(200);
    await waitUntil(
      () => get(product, '/health/ready'),
      ({ status }) => status === 200,
    );
    expect((await send(U)).status).toBe(202);
    const { body } = await get<Body>(product, '/outcomes');
    expect(body.adds_up).toBe(true);
    expect(body.totals['refused_full']).toBe(111);
  });
});

describe('settings', () => {
  it('[B5] THROTTLE_LIMIT and THROTTLE_TTL: 429 says when to come back; reading goes on', async () => {
    const small = await Product.start({ env: { THROTTLE_LIMIT: '5', THROTTLE_TTL: '600' } });
    try {
      const one = await post<Body>(
        small,
        '/events',
        Array.from({ length: 3 }, () => U),
      );
      expect([one.status, one.headers.get('x-ratelimit-remaining')]).toEqual([202, '2']);
      const over = await post<Body>(
        small,
        '/events',
        Array.from({ length: 7 }, () => U),
      );
      expect([over.status, over.body.accepted]).toEqual([202, 7]);
      const { status, headers, body } = await post<Body>(small, '/events', U);
      expect(status).toBe(429);
      expect(body).toMatchObject({ type: 'about:blank', status: 429, title: 'Too Many Requests' });
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(headers.get('x-ratelimit-limit')).toBe('5');
      expect(headers.get('x-ratelimit-remaining')).toBe('0');
      for (const name of ['retry-after', 'x-ratelimit-reset']) expect(headers.get(name)).toMatch(/^[1-9]\d*$/);
      expect(await post(small, '/events', U, { 'x-source': 'other' })).toMatchObject({
        status: 202,
        body: { accepted: 1 },
      });
      const analytics = '/analytics?timestamp=1710513000000&user=u&event=click';
      expect((await fetch(small.url + analytics, { method: 'POST' })).status).toBe(429);
      for (let i = 0; i < 10; i++) expect((await get(small, '/analytics/active-users')).status).toBe(200);
    } finally {
      await small.stop();
    }
  });

  it('[A3] while the gateway stops, a request under way gets its answer or a 503 that says when to come back', async () => {
    const stopping = await Product.start();
    const codes: number[] = [];
    const other: string[] = [];
    /** One event; a refused connection is what a stopped server gives, and is no answer at all. */
    const attempt = () =>
      new Promise<void>((resolve) => {
        const headers = { 'content-type': 'application/json' };
        const sent = request(`${stopping.url}/events`, { method: 'POST', headers }, (response) => {
          response.resume();
          codes.push(response.statusCode ?? 0);
          if (response.statusCode === 503 && !response.headers['retry-after']) other.push('no Retry-After');
          response.on('close', resolve);
        });
        sent.on('error', () => resolve());
        sent.end(JSON.stringify(U));
      });
    const ended = stopping.stop();
    const life = { isStopped: false };
    void ended.then(() => (life.isStopped = true));
    while (!life.isStopped) await attempt();
    expect(await ended).toBe(0);
    expect(codes.filter((code) => code !== 202 && code !== 503)).toEqual([]);
    expect(other).toEqual([]);
  });
});
