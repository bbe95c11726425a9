import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IngestAnswer, Problem } from '@argus/contract';
import { Product, get, post } from '../kit/index.js';

let product: Product;

beforeAll(async () => {
  // A period that outlasts the test: the budget is spent once and stays so.
  product = await Product.start({ env: { THROTTLE_LIMIT: '100', THROTTLE_TTL: '600' } });
});
afterAll(() => product.stop());

const events = (count: number) => Array.from({ length: count }, () => ({ user_id: 'u', name: 'x' }));
const send = (count: number, source: string) => post(product, '/events', events(count), { 'x-source': source });
const remaining = (headers: Headers) => Number(headers.get('x-ratelimit-remaining'));

describe('throttling', () => {
  it('[B5] counts events and not requests, and says how much is left', async () => {
    const first = await send(60, 'counted');
    expect([first.status, first.headers.get('x-ratelimit-limit'), remaining(first.headers)]).toEqual([202, '100', 40]);
    const second = await send(1, 'counted');
    expect([second.status, remaining(second.headers)]).toEqual([202, 39]);
    expect(Number(second.headers.get('x-ratelimit-reset'))).toBeGreaterThan(500);
  });

  it('[B5] lets a batch overdraw what is left, then answers 429 with Retry-After', async () => {
    const large = await send(150, 'overdrawn');
    expect([large.status, remaining(large.headers)]).toEqual([202, 0]);
    const refused = await send(1, 'overdrawn');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.headers.get('x-ratelimit-limit')).toBe('100');
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(500);
    expect(wait).toBeLessThanOrEqual(600);
    expect(Number(refused.headers.get('x-ratelimit-reset'))).toBe(wait);
  });

  it('[B5] throttles each source for itself, POST /analytics too, and does not throttle reading', async () => {
    await send(100, 'spent');
    expect((await send(1, 'spent')).status).toBe(429);
    const analytics = (source: string) =>
      fetch(`${product.url}/analytics?timestamp=${Date.now()}&user=u&event=click`, {
        method: 'POST',
        headers: { 'x-source': source },
      });
    expect((await analytics('spent')).status).toBe(429);
    expect((await send(1, 'fresh')).status).toBe(202);
    expect((await analytics('fresh')).status).toBe(204);
    expect((await get(product, '/events?source=spent', { 'x-source': 'spent' })).status).toBe(200);
  });

  it('[B5] takes the limit of the source where it has its own; 0 turns it off', async () => {
    const set = (source: string, limit: number) =>
      fetch(`${product.url}/sources/${source}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ throttle_limit: limit }),
      });
    await set('small', 5);
    expect((await send(5, 'small')).headers.get('x-ratelimit-limit')).toBe('5');
    expect((await send(1, 'small')).status).toBe(429);
  });

  it('[B5] counts bytes too where a source has a budget of them', async () => {
    await fetch(`${product.url}/sources/heavy`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ throttle_bytes: 1_000 }),
    });
    const large = [{ user_id: 'u', name: 'x', data: { text: 'x'.repeat(2_000) } }];
    expect((await post(product, '/events', large, { 'x-source': 'heavy' })).status).toBe(202);
    const refused = await post<Problem>(product, '/events', large, { 'x-source': 'heavy' });
    expect([refused.status, refused.body.detail]).toEqual([429, expect.stringContaining('1000 bytes')]);
  });

  it('[B5] refuses an address that sends for ever new sources', async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 12; at++) statuses.push((await send(100, `new-${at}`)).status);
    expect(statuses).toContain(202);
    expect(statuses.at(-1)).toBe(429);
    expect(statuses).toEqual([...statuses].sort());
  });

  it('[B5] counts in the ledger only what was parsed, so that outcomes add up', async () => {
    const { body } = await get<{ adds_up: boolean }>(product, '/outcomes');
    expect(body.adds_up).toBe(true);
  });
});

describe('throttling turned off', () => {
  it('[B5] a limit of 0 sends no headers and refuses nothing', async () => {
    const free = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
    try {
      const answer = await post<IngestAnswer>(free, '/events', events(10_000));
      expect([answer.status, answer.body.accepted]).toEqual([202, 10_000]);
      expect(answer.headers.get('x-ratelimit-limit')).toBeNull();
    } finally {
      await free.stop();
    }
  });
});
