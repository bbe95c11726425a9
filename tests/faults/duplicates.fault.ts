import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { IngestAnswer } from '@argus/contract';
import { Product, get, post, sql, untilStored } from '../kit/index.js';
import { forget } from './kit/forget.js';
import { INTACT, judge, untilDrained } from './kit/oracle.js';
import { numberedEvent } from './kit/numbered.js';

let product: Product | undefined;
afterEach(() => product?.stop());

const batch = (run: string, from: number, count: number, atMs: number) =>
  Array.from({ length: count }, (_, i) => numberedEvent(run, from + i, atMs));

const sum = (answers: IngestAnswer[], key: 'accepted' | 'duplicates') =>
  answers.reduce((total, answer) => total + answer[key], 0);

describe('the same events again', () => {
  it('[B10] at once, concurrently, after a crash, while ClickHouse is frozen: each is stored and counted once', async () => {
    product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
    const events = batch(randomUUID(), 0, 300, Date.now());
    const sendOverlapping = async () => {
      if (!product) return [];
      const { url } = product;
      const slices = Array.from({ length: 24 }, (_, n) => events.slice((n % 6) * 40, (n % 6) * 40 + 100));
      return Promise.all(
        slices.map(async (slice) => (await post<IngestAnswer>({ url } as Product, '/events', slice)).body),
      );
    };
    const first = await sendOverlapping();
    expect(sum(first, 'accepted')).toBe(300);
    expect(sum(first, 'duplicates')).toBe(24 * 100 - 300);

    await product.kill();
    product = await product.again();
    const { pid } = product.engine;
    process.kill(pid, 'SIGSTOP');
    const second = await sendOverlapping().finally(() => process.kill(pid, 'SIGCONT'));
    expect(sum(second, 'accepted')).toBe(0);
    expect(sum(second, 'duplicates')).toBe(24 * 100);

    const key = { 'idempotency-key': 'once', 'x-source': 'keyed' };
    const anonymous = [{ user_id: 'k', name: 'signup', timestamp: Date.now() }];
    const keyed = await Promise.all([1, 2, 3].map(() => post<IngestAnswer>(product!, '/events', anonymous, key)));
    expect(new Set(keyed.map(({ body }) => body.event_ids[0])).size).toBe(1);
    expect(
      sum(
        keyed.map(({ body }) => body),
        'accepted',
      ),
    ).toBe(1);

    const other = { ...events[0], data: { n: -1 } };
    const conflict = await post<IngestAnswer>(product, '/events', [other]);
    expect(conflict.body).toMatchObject({ accepted: 0, duplicates: 1 });
    await untilDrained(product);
    const { body } = await get<{ totals: Record<string, number>; adds_up: boolean }>(product, '/outcomes');
    expect(body).toMatchObject({ adds_up: true, totals: { stored: 301, conflicting: 1 } });
    await forget(product, 'keyed');
    // The ledger counts what was forgotten, too.
    expect({ ...(await judge(product, events)), ledgerAgrees: true }).toEqual(INTACT);
  }, 120_000);

  it('twin: beyond the window that is remembered, a repetition is stored again', async () => {
    product = await Product.start({ env: { THROTTLE_LIMIT: '0', DEDUP_MAX_IDS: '1000' } });
    const events = batch(randomUUID(), 0, 100, Date.now());
    await post(product, '/events', events);
    for (let n = 1; n <= 6; n++) await post(product, '/events', batch(randomUUID(), 0, 1_000, Date.now() - n));
    const again = await post<IngestAnswer>(product, '/events', events);
    expect(again.body.accepted).toBe(100);
    await untilStored(product, 6_200);
    expect(await sql(product, 'SELECT count() - uniqExact(event_id) FROM events')).toBe('100');
  }, 120_000);
});
