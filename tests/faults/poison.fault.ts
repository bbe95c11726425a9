import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, get, post, sendAll, sql, waitFor, waitUntil } from '../kit/index.js';
import { forget } from './kit/forget.js';
import { NumberedLoad } from './kit/load.js';
import { metric } from './kit/metrics.js';
import { INTACT, judgeWhenDrained, untilDrained } from './kit/oracle.js';
import { note } from './kit/rounds.js';

const CONSTRAINT = "ALTER TABLE events ADD CONSTRAINT no_poison CHECK name != 'poisonous'";
const event = (name: string, n: number) => ({ user_id: `poison-${n}`, name, data: { n } });

interface ErrorRow {
  code: string;
  message: string;
  event: unknown;
}

afterEach(() => NumberedLoad.abandonAll());

describe('a poisonous event', () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.start({ env: { THROTTLE_LIMIT: '0', CLOCK_SKEW_SECONDS: '172800' } });
  }, 120_000);
  afterAll(() => product.stop());

  it('[B1] is none of those that are refused because somebody altered the table: they are kept until it is mended', async () => {
    await sql(product, 'ALTER TABLE events MODIFY COLUMN page_url UInt64 SETTINGS mutations_sync = 2');
    const events = [1, 2, 3].map((n) => ({ ...event('signup', n), page_url: '/x' }));
    await sendAll(product, events, 'altered');
    await waitUntil(
      () => metric(product.url, 'argus_insert_retries_total'),
      (retries) => retries > 0,
    );
    const outcomes = async () => (await get<{ sources: Record<string, unknown> }>(product, '/outcomes')).body.sources;
    expect((await outcomes())['altered']).toMatchObject({ queued: 3, poison: 0 });
    await sql(product, 'ALTER TABLE events MODIFY COLUMN page_url String SETTINGS mutations_sync = 2');
    await untilDrained(product);
    expect((await outcomes())['altered']).toMatchObject({ stored: 3, poison: 0 });
    await forget(product, 'altered');
  }, 120_000);

  it('[B12] goes to the errors with the reason, alone; everything around it is stored', async () => {
    await sql(product, CONSTRAINT);
    const load = new NumberedLoad({ url: product.url, rate: 2_000 });
    await load.untilAcknowledged(500);
    const around = Array.from({ length: 40 }, (_, n) => event(n % 10 === 7 ? 'poisonous' : 'signup', n));
    await sendAll(product, around, 'shop');
    await load.untilAcknowledged(1_500);
    const acknowledged = await load.stop();
    // Some twenty splits are forty inserts, one after the other, of a second or two each on a busy machine.
    await untilDrained(product, 150_000);

    const poison = await get<{ errors: ErrorRow[] }>(product, '/errors?code=poison');
    const found = poison.body.errors.map((row) => (row.event as { data: { n: number } }).data.n);
    expect(found.sort((a, b) => a - b)).toEqual([7, 17, 27, 37]);
    expect(poison.body.errors[0]?.message).toContain('no_poison');
    const stored = await sql(product, "SELECT count() FROM events WHERE source = 'shop'");
    expect(stored).toBe('36');
    const outcomes = await get<{ sources: Record<string, unknown>; adds_up: boolean }>(product, '/outcomes');
    expect(outcomes.body.sources['shop']).toMatchObject({ received: 40, stored: 36, poison: 4, queued: 0 });
    expect(outcomes.body.adds_up).toBe(true);
    const splits = await metric(product.url, 'argus_batch_splits_total');
    note(`4 poisonous events found by ${splits} splits among ${acknowledged.length + 40}`);
    expect(splits).toBeGreaterThan(0);

    await forget(product, 'shop');
    const verdict = await judgeWhenDrained(product, acknowledged);
    // The ledger counts what was deleted by hand as well.
    expect({ ...verdict, ledgerAgrees: true }).toEqual(INTACT);
  }, 300_000);

  it('[B9] [B12] events from ten years ago, of every month since, and from a day ahead kill nothing', async () => {
    const before = Number(await sql(product, 'SELECT count() FROM events'));
    const now = Date.now();
    const months = Array.from({ length: 130 }, (_, n) => ({
      ...event('signup', 1_000 + n),
      timestamp: now + 86_400_000 - n * 28 * 86_400_000,
    }));
    // In one request the months alternate, so that no cut by position could keep an insert to few of them.
    const { body } = await post<{ accepted: number }>(product, '/events', [...months, ...months.reverse()]);
    expect(body.accepted).toBe(260);
    // Inserts of so many parts take their time on a busy machine.
    await untilDrained(product, 150_000);
    await waitFor(async () => Number(await sql(product, 'SELECT count() FROM events')), before + 260);
    expect(await sql(product, "SELECT count() FROM events WHERE batch_id LIKE '%/m%'")).toBe('260');
  }, 240_000);
});

describe('a poisonous event without splitting', () => {
  it('twin: holds up everything behind it', async () => {
    const product = await Product.start({ env: { ARGUS_FAULTS: 'no-split' } });
    try {
      await sql(product, CONSTRAINT);
      await sendAll(product, [event('signup', 1), event('poisonous', 2)]);
      await expect(untilDrained(product, 5_000)).rejects.toThrow('queued');
      expect(await sql(product, 'SELECT count() FROM events')).toBe('0');
    } finally {
      await product.stop();
    }
  }, 120_000);
});
