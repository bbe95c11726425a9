import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EngineUnderTest } from '../kit/engine.js';
import { Product, clickHouseOf, get, sendAll, sql, waitFor } from '../kit/index.js';
import { TroublesomeProxy } from '../faults/kit/proxy.js';

/** More than the gateway has connections for readers. */
const READERS = 40;
/** Longer than a ClickHouse may take to say that it is there. */
const LATE_MS = 8_000;

let engine: EngineUnderTest;
let proxy: TroublesomeProxy;
let product: Product;

beforeAll(async () => {
  engine = await EngineUnderTest.start();
  proxy = await TroublesomeProxy.start(engine.url);
  product = await Product.start({ env: { CLICKHOUSE_URL: proxy.url, LOG_LEVEL: 'info' } });
}, 120_000);
afterAll(async () => {
  await product?.stop();
  await proxy?.stop();
  await engine?.remove();
});

it('[C1] [A4] many slow readers are no outage: all are answered, and maintenance is still noticed', async () => {
  proxy.lateMs = (url) => (url.includes('log_comment=active_users') ? LATE_MS : 0);
  const states = new Set<string>();
  const answered: number[] = [];
  const reading = Promise.all(
    Array.from({ length: READERS }, async (_, n) => {
      answered.push((await get(product, `/analytics/active-users?source=reader-${n}`)).status);
    }),
  );
  const hold = (seconds: number) =>
    `INSERT INTO delivery_holds (holder, until) SELECT 'a test', now64(3) + toIntervalSecond(${seconds})`;
  await sql(product, hold(600));
  await sendAll(product, [{ user_id: 'u', name: 'x' }]);
  await waitFor(() => Promise.resolve(product.output.includes('delivery is held')), true);
  expect(answered).toEqual([]);
  await sql(product, hold(-1));
  for (; answered.length < READERS; await sleep(100)) states.add(await clickHouseOf(product));
  await reading;
  expect([...new Set(answered)]).toEqual([200]);
  expect([...states]).toEqual(['up']);
}, 120_000);
