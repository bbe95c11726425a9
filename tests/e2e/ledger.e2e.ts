import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metric } from '../faults/kit/metrics.js';
import { Product, get, post, waitUntil } from '../kit/index.js';

interface Outcomes {
  sources: Record<string, Record<string, number>>;
  totals: Record<string, number>;
  adds_up: boolean;
}

const outcomes = async (product: Product, query = '') => (await get<Outcomes>(product, `/outcomes${query}`)).body;
const drained = (product: Product) =>
  waitUntil(
    () => outcomes(product),
    ({ totals }) => totals['queued'] === 0,
  );

/** Every kind of ending in one source: 4 good ones, 2 of them sent twice, 3 wrong ones, 13 page views of a machine. */
async function sendOneOfEach(product: Product, source: string): Promise<void> {
  const headers = { 'x-source': source };
  const good = [1, 2, 3, 4].map((n) => ({ event_id: randomUUID(), user_id: `u${n}`, name: 'signup' }));
  await post(product, '/events', [...good, { user_id: 7 }, { name: 'x' }, 'no event'], headers);
  await post(product, '/events', good.slice(2), headers);
  await post(product, '/events', { ...good[0], data: { other: true } }, headers);
  const now = Date.now();
  const machine = Array.from({ length: 13 }, () => ({
    user_id: 'machine',
    name: 'view',
    timestamp: now,
    data: { url: '/' },
  }));
  await post(product, '/events', machine, headers);
}

const EXPECTED = {
  received: 4 + 3 + 2 + 1 + 13,
  queued: 0,
  stored: 4 + 10,
  duplicate: 3,
  conflicting: 1,
  invalid: 3,
  bot: 3,
  poison: 0,
  throttled: 0,
  refused_full: 0,
  throttled_requests: 0,
};

describe('GET /outcomes', () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.start();
  }, 120_000);
  afterAll(() => product.stop());

  it('[B10] [B11] counts how every event ended, by source, and the sums equal the arrivals', async () => {
    await sendOneOfEach(product, 'shop');
    await sendOneOfEach(product, 'blog');
    const { sources, totals, adds_up } = await drained(product);
    expect(sources).toEqual({ shop: EXPECTED, blog: EXPECTED });
    expect(totals).toEqual(Object.fromEntries(Object.entries(EXPECTED).map(([name, count]) => [name, count * 2])));
    expect(adds_up).toBe(true);
  });

  it('[B10] [E7] as metrics, too: the same counts, and of the duplicates those with another payload than the first', async () => {
    const { totals } = await drained(product);
    const count = (labels: string) => metric(product.url, 'argus_events_total', labels);
    expect(await count('payload="other"')).toBe(2);
    expect(await count('payload="same"')).toBe(4);
    expect(await metric(product.url, 'argus_events_received_total')).toBe(totals['received']);
    for (const outcome of ['stored', 'duplicate', 'invalid', 'bot', 'poison', 'throttled', 'refused_full']) {
      expect([outcome, await count(`outcome="${outcome}"`)]).toEqual([outcome, totals[outcome]]);
    }
    expect(await count('')).toBe(totals['received']);
  });

  it('shows the sources that are asked for, and names a parameter that it does not know', async () => {
    expect(Object.keys((await outcomes(product, '?source=blog,none')).sources)).toEqual(['blog']);
    expect((await get(product, '/outcomes?sauce=blog')).status).toBe(400);
  });

  it('says the same after a crash and after an orderly restart', async () => {
    const before = await drained(product);
    await product.kill();
    product = await product.again();
    expect(await drained(product)).toEqual(before);
    await product.stop({ keepData: true });
    product = await product.again();
    expect(await drained(product)).toEqual(before);
  }, 120_000);

  it('[B5] adds up while requests are throttled, at no write for each, and knows of them after a crash', async () => {
    let limited = await Product.start({ env: { THROTTLE_LIMIT: '5', THROTTLE_TTL: '600' } });
    try {
      const event = { user_id: 'u', name: 'signup' };
      const statuses = [];
      for (let n = 0; n < 4; n++) statuses.push((await post(limited, '/events', [event, event, event])).status);
      expect(statuses).toEqual([202, 202, 429, 429]);
      const { totals, adds_up } = await drained(limited);
      // The second request spent the budget; the others were turned away before anybody read what was in them.
      expect(totals).toMatchObject({ stored: 6, throttled: 0, throttled_requests: 2 });
      expect(totals['received']).toBe(6 + (totals['throttled'] ?? 0));
      expect(adds_up).toBe(true);

      const inQueue = await metric(limited.url, 'argus_queue_bytes');
      for (let n = 0; n < 50; n++) expect((await post(limited, '/events', event)).status).toBe(429);
      expect(await metric(limited.url, 'argus_queue_bytes')).toBe(inQueue);
      // Saved every second.
      const file = path.join(limited.dataDir, 'gateway/ledger.json');
      await waitUntil(
        () => readFile(file, 'utf8'),
        (text) => text.includes('"throttled_requests":52'),
      );
      await limited.kill();
      limited = await limited.again();
      expect((await drained(limited)).totals).toEqual({ ...totals, throttled_requests: 52 });
    } finally {
      await limited.stop();
    }
  }, 120_000);
});
