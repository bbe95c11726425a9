import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IngestAnswer, Problem } from '@argus/contract';
import { Product, get, post, setPaused, sql, untilStored, waitFor } from '../kit/index.js';

describe('retries', () => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.start();
  });
  afterAll(() => product.stop());

  const id = (at: number) => `018f2f6e-7c4b-7a10-8d5e-${at.toString(16).padStart(12, '0')}`;
  const withIds = Array.from({ length: 50 }, (_, at) => ({ event_id: id(at), user_id: `u${at}`, name: 'retried' }));
  const withoutIds = Array.from({ length: 20 }, (_, at) => ({ user_id: `k${at}`, name: 'retried' }));
  const key = { 'idempotency-key': 'batch 7' };

  const sendBoth = async () => {
    const byId = await post<IngestAnswer>(product, '/events', withIds);
    const byKey = await post<IngestAnswer>(product, '/events', withoutIds, key);
    return {
      statuses: [byId.status, byKey.status],
      accepted: byId.body.accepted + byKey.body.accepted,
      duplicates: byId.body.duplicates + byKey.body.duplicates,
      ids: [...byId.body.event_ids, ...byKey.body.event_ids],
    };
  };
  const stored = () => sql(product, 'SELECT count(), uniqExact(event_id) FROM events');

  it('[B10] change nothing: at once, after SIGKILL, after a clean restart, and while ClickHouse is away', async () => {
    const first = await sendBoth();
    expect(first).toMatchObject({ statuses: [202, 202], accepted: 70, duplicates: 0 });
    const again = { ...first, accepted: 0, duplicates: 70 };
    expect(await sendBoth()).toEqual(again);

    // Killed before ClickHouse or the index of ids may have heard of them.
    await product.kill();
    product = await product.again();
    expect(await sendBoth()).toEqual(again);

    await product.stop({ keepData: true });
    product = await product.again();
    expect(await sendBoth()).toEqual(again);

    const engine = product.engine.pid;
    process.kill(engine, 'SIGSTOP');
    try {
      expect(await sendBoth()).toEqual(again);
    } finally {
      process.kill(engine, 'SIGCONT');
    }
    await untilStored(product, 70);
    expect(await stored()).toBe('70\t70');
    const { body } = await get<{ adds_up: boolean }>(product, '/outcomes');
    expect(body.adds_up).toBe(true);
  });
});

describe('a full queue', () => {
  it('[B6] is a 503 with Retry-After; what was refused is accepted when it is sent again later', async () => {
    const product = await Product.start({ env: { QUEUE_MAX_BYTES: String(2 * 1024 * 1024), THROTTLE_LIMIT: '0' } });
    try {
      await setPaused(product.url, true);
      const batch = Array.from({ length: 100 }, (_, at) => ({
        user_id: `u${at}`,
        name: 'x',
        data: { text: 'x'.repeat(500) },
      }));
      const send = (at: number) =>
        post<IngestAnswer & Problem>(product, '/events', batch, { 'idempotency-key': `batch ${at}` });
      let accepted = 0;
      let refused = await send(0);
      while (refused.status === 202 && accepted < 200) refused = await send(++accepted);
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      await setPaused(product.url, false);
      await waitFor(async () => (await send(accepted)).body.accepted > 0, true, 60_000);
      await untilStored(product, (accepted + 1) * 100, 60_000);
      const { body } = await get<{ totals: { refused_full: number }; adds_up: boolean }>(product, '/outcomes');
      expect(body.adds_up).toBe(true);
      expect(body.totals.refused_full).toBeGreaterThanOrEqual(100);
    } finally {
      await product.stop();
    }
  });
});
