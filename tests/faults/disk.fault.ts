import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Product, setPaused, waitUntil } from '../kit/index.js';
import { forget } from './kit/forget.js';
import { NumberedLoad } from './kit/load.js';
import { INTACT, judge, untilDrained } from './kit/oracle.js';
import { note } from './kit/rounds.js';
import { GATEWAY_PATIENCE_MS, START_PATIENCE_MS, SmallDisk, canMount } from './kit/small-disk.js';

/** What is left for the queue: 3 MiB above the reserve of the first case, all 7 in the second. */
const OPEN_BYTES = 7 * 1024 * 1024;
const PRELOAD = path.join(import.meta.dirname, 'kit/preload-disk.mjs');

let dataDir: string;
let disk: SmallDisk;
let product: Product | undefined;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'argus-disk-'));
  // For the gateway alone.
  disk = SmallDisk.mount(path.join(dataDir, 'gateway'), '16m');
});
afterEach(() => NumberedLoad.abandonAll());
afterEach(async () => {
  await product?.stop();
  disk.unmount();
  rmSync(dataDir, { recursive: true });
});

const sendLarge = (url: string) =>
  fetch(`${url}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-source': 'large' },
    body: JSON.stringify({ user_id: 'large', name: 'signup', data: { text: 'x'.repeat(60_000) } }),
  });

(canMount() ? describe : describe.skip)('a full disk', () => {
  const cases = [
    ['before it is full, by the reserve that is kept free', '4194304'],
    ['when the system itself says that there is no space', '0'],
  ] as const;

  it.each(cases)(
    '[B6] is refused with 503 and Retry-After %s; with space everything goes on',
    async (_, minFree) => {
      product = await Product.start({ dataDir, env: { THROTTLE_LIMIT: '0', QUEUE_MIN_FREE_BYTES: minFree } });
      const { url } = product;
      await setPaused(url, true);
      // Most of it is another program's: the rest is full after 20,000 to 50,000 events, on a slow machine too.
      disk.fillBut(OPEN_BYTES);
      const load = new NumberedLoad({ url, perRequest: 500, connections: 4 });
      await waitUntil(
        () => load.repeated,
        (repeated) => repeated > 4,
        180_000,
      );
      const atFull = load.acknowledged.length;
      // Requests of many sizes come; one of 60 KB is refused as soon as the last small place is taken.
      const refused = await waitUntil(
        () => sendLarge(url),
        ({ status }) => status === 503,
      );
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

      // At its last byte, and then everything dies: it starts all the same.
      disk.fill();
      await product.kill();
      const starting = product.again({ LOG_LEVEL: 'fatal' }, START_PATIENCE_MS);
      const live = waitUntil(
        () => fetch(`${url}/health/live`),
        ({ status }) => status === 200,
        GATEWAY_PATIENCE_MS,
      ).finally(() => disk.resize('200m'));
      // Awaited after the start, so that whatever fails, what was started is known and ended.
      live.catch(() => {});
      product = await starting;
      await live;
      await load.untilAcknowledged(atFull + 4_000);
      await setPaused(url, false);
      const acknowledged = await load.stop();
      await untilDrained(product, 120_000);
      await forget(product, 'large');
      const verdict = await judge(product, acknowledged);
      note(`full after ${atFull} events, ${load.repeated} requests refused; ${acknowledged.length} in all`);
      // The ledger counts what was forgotten, too.
      expect({ ...verdict, ledgerAgrees: true }).toEqual(INTACT);
    },
    540_000,
  );

  it('twin: a gateway that does not hear "no space" acknowledges what is nowhere', async () => {
    const env = {
      NODE_OPTIONS: `--import=${PRELOAD}`,
      ARGUS_TEST_DISK_LOG: path.join(dataDir, 'confirmed'),
      ARGUS_TEST_DISK_DEAF: '1',
      QUEUE_MIN_FREE_BYTES: '0',
    };
    product = await Product.start({ dataDir, env: { THROTTLE_LIMIT: '0', ...env } });
    await setPaused(product.url, true);
    disk.fill();
    const load = new NumberedLoad({ url: product.url, perRequest: 500, connections: 1 });
    await load.untilAcknowledged(2_000);
    const acknowledged = await load.stop();
    disk.resize('200m');
    await setPaused(product.url, false);
    await untilDrained(product, 10_000).catch(() => {});
    expect((await judge(product, acknowledged)).lost).toBeGreaterThan(0);
  }, 120_000);
});
