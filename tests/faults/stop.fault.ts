import { afterEach, describe, expect, it } from '@jest/globals';
import { Product, isAlive } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { INTACT, judgeWhenDrained } from './kit/oracle.js';
import { note } from './kit/rounds.js';

let product: Product | undefined;
afterEach(() => NumberedLoad.abandonAll());
afterEach(() => product?.stop());

describe('an orderly end', () => {
  it('[A3] SIGTERM under load ends everything within 5 seconds and loses nothing', async () => {
    product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
    const load = new NumberedLoad({ url: product.url, rate: 8_000 });
    await load.untilAcknowledged(2_000);
    const pids = [product.gateway.pid, product.engine.pid, product.supervisorPid];
    const began = Date.now();
    expect(await product.stop({ keepData: true })).toBe(0);
    const tookMs = Date.now() - began;
    expect(pids.filter(isAlive)).toEqual([]);
    product = await product.again();
    await load.untilAcknowledged(load.acknowledged.length + 500);
    const acknowledged = await load.stop();
    const verdict = await judgeWhenDrained(product, acknowledged);
    note(`ended in ${tookMs} ms under load; ${load.repeated} requests were sent again`);
    expect(verdict).toEqual(INTACT);
    expect(load.repeated).toBeGreaterThan(0);
    expect(tookMs).toBeLessThan(5_000);
  }, 120_000);

  it('[A3] a second product on one data folder is refused with the reason, and harms nothing', async () => {
    product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
    const load = new NumberedLoad({ url: product.url, rate: 2_000 });
    await load.untilAcknowledged(300);
    const second = Product.start({ dataDir: product.dataDir });
    await expect(second).rejects.toThrow(/another|held|holds|in use|already/i);
    await load.untilAcknowledged(load.acknowledged.length + 300);
    const acknowledged = await load.stop();
    expect(await judgeWhenDrained(product, acknowledged)).toEqual(INTACT);
  }, 120_000);
});
