import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EngineUnderTest } from '../kit/engine.js';
import { Product, waitUntil } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { metric } from './kit/metrics.js';
import { INTACT, judgeWhenDrained } from './kit/oracle.js';
import { type Trouble, TroublesomeProxy } from './kit/proxy.js';
import { note } from './kit/rounds.js';

const TROUBLES: Trouble[] = ['error', 'cut-after-storing', 'too-many-parts', 'cut-during', 'slow', 'silent'];

let engine: EngineUnderTest | undefined;
let proxy: TroublesomeProxy | undefined;
let product: Product | undefined;

afterEach(() => NumberedLoad.abandonAll());
afterEach(async () => {
  await product?.stop();
  await proxy?.stop();
  await engine?.remove();
});

async function start(env: Record<string, string> = {}): Promise<{ gateway: Product; clickhouse: TroublesomeProxy }> {
  engine = await EngineUnderTest.start();
  proxy = await TroublesomeProxy.start(engine.url);
  product = await Product.start({
    env: { CLICKHOUSE_URL: proxy.url, INSERT_TIMEOUT_SECONDS: '2', THROTTLE_LIMIT: '0', ...env },
  });
  return { gateway: product, clickhouse: proxy };
}

const untilMade = (from: TroublesomeProxy, trouble: Trouble) =>
  waitUntil(
    () => from.made[trouble] ?? 0,
    (made) => made > 0,
  );

describe('a ClickHouse server that answers wrongly, late, or not at all', () => {
  it('[B1] stores every acknowledged event once', async () => {
    const { gateway, clickhouse } = await start();
    const load = new NumberedLoad({ url: gateway.url, rate: 3_000 });
    for (const trouble of TROUBLES) {
      clickhouse.trouble = trouble;
      await untilMade(clickhouse, trouble);
      if (trouble === 'silent') await sleep(2_500);
      clickhouse.trouble = 'none';
      await sleep(300);
    }
    const acknowledged = await load.stop();
    const verdict = await judgeWhenDrained(gateway, acknowledged);
    const doubts = await metric(gateway.url, 'argus_batches_in_doubt_total', 'done');
    note(
      `troubles ${JSON.stringify(clickhouse.made)}; ${acknowledged.length} events; ${doubts} batches were there already`,
    );
    expect(verdict).toEqual(INTACT);
    expect(doubts).toBeGreaterThan(0);
    // Ingestion went on while ClickHouse refused.
    expect(load.repeated).toBe(0);
  }, 120_000);

  it('twin: without the same token and without asking, events are stored twice', async () => {
    const { gateway, clickhouse } = await start({ ARGUS_FAULTS: 'no-token,no-ask' });
    const load = new NumberedLoad({ url: gateway.url, rate: 1_000 });
    clickhouse.trouble = 'cut-after-storing';
    await untilMade(clickhouse, 'cut-after-storing');
    await sleep(300);
    clickhouse.trouble = 'none';
    const verdict = await judgeWhenDrained(gateway, await load.stop());
    expect(verdict.doubled).toBeGreaterThan(0);
  }, 120_000);
});
