import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { metric } from '../faults/kit/metrics.js';
import { Product, get, runCommand, sendAll, settingsOf, sql, waitFor, waitUntil } from '../kit/index.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
});

afterAll(async () => {
  await product?.stop();
});

const command = (name: string) => runCommand(settingsOf(product), name);

it('[C7] rebuilds every aggregate by one command while ingestion goes on', async () => {
  const sending = new AbortController();
  let sent = 0;
  const traffic = (async () => {
    while (!sending.signal.aborted) {
      const users = Array.from({ length: 20 }, (_, i) => ({ user_id: `u${i}`, session_id: `s${sent}`, name: 'seen' }));
      await sendAll(product, users);
      sent += users.length;
    }
  })();
  await waitFor(async () => Number(await sql(product, 'SELECT count() > 500 FROM events')), 1);
  await sql(product, "INSERT INTO event_counts_1m VALUES (now(), 'x', '', 'made up', 7)");
  const wrong = await command('verify');
  expect(wrong.output).toMatch(/event_counts_1m at .*Z/);
  expect(wrong.code).toBe(1);
  const rebuilt = await command('rebuild');
  expect(rebuilt.output).toMatch(/Rebuilt every aggregate from [\d,]+ raw rows/);
  expect(rebuilt.output).toContain('Every aggregate equals the raw events.');
  expect(rebuilt.code).toBe(0);
  sending.abort();
  await traffic;
  const counts = async () => (await get(product, '/analytics/event-counts-by-type')).body;
  await waitFor(counts, { seen: sent });
  expect(await command('verify')).toMatchObject({ code: 0 });
});

it('[C7] the gateway compares buckets that closed lately by itself, as a metric that must stay 0', async () => {
  await product.stop({ keepData: true });
  product = await product.again({ VERIFY_INTERVAL_SECONDS: '1' });
  const differences = () => metric(product.url, 'argus_aggregate_differences');
  await waitUntil(
    () => metric(product.url, 'argus_aggregates_verified_timestamp_seconds'),
    (at) => at > 0,
  );
  expect(await differences()).toBe(0);
  // The last full hour is compared, as of two minutes ago: what is added must stay in it until the end.
  const leftSeconds = 3_600 - ((Date.now() / 1000 - 120) % 3_600);
  if (leftSeconds < 60) await sleep((leftSeconds + 1) * 1000);
  const add = (events: string) =>
    sql(product, `INSERT INTO event_counts_1m SELECT toStartOfHour(now() - 120) - 600, 'x', '', 'made up', ${events}`);
  await add('7');
  await waitFor(differences, 1);
  await add('toUInt64(-7)');
  await waitFor(differences, 0);
  expect((await get<object>(product, '/analytics/event-counts-by-type')).body).not.toHaveProperty('made up');
}, 240_000);
