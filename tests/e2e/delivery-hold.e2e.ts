import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TroublesomeProxy } from '../faults/kit/proxy.js';
import { Product, sendAll, sql, waitFor } from '../kit/index.js';

let first: Product;
let proxy: TroublesomeProxy;
let second: Product;

beforeAll(async () => {
  first = await Product.start();
  proxy = await TroublesomeProxy.start(first.clickhouseUrl);
  second = await Product.start({ env: { CLICKHOUSE_URL: proxy.url, LOG_LEVEL: 'info' } });
}, 120_000);
afterAll(async () => {
  await second?.stop();
  await proxy?.stop();
  await first?.stop();
});

const hold = (seconds: number) =>
  sql(first, `INSERT INTO delivery_holds (holder, until) SELECT 'a rebuild', now64(3) + toIntervalSecond(${seconds})`);
const isHeld = () => Promise.resolve(second.output.includes('delivery is held'));
const stored = () => sql(first, "SELECT count() FROM events WHERE source = 'late'");

it('[C7] [B12] a gateway that starts while delivery is held inserts nothing until it is let go', async () => {
  await hold(600);
  await sendAll(
    second,
    Array.from({ length: 10 }, (_, n) => ({ user_id: `u${n}`, name: 'x' })),
    'late',
  );
  await waitFor(isHeld, true);
  await second.stop({ keepData: true });
  // Whether delivery is held it hears late; what waits in its queue could have been inserted by then.
  proxy.lateMs = (url) => (url.includes('log_comment=delivery_holds') ? 2_000 : 0);
  second = await second.again();
  await waitFor(isHeld, true);
  expect(await stored()).toBe('0');
  await hold(-1);
  await waitFor(stored, '10');
}, 120_000);
