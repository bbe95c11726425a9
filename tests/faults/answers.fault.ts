import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EngineUnderTest } from '../kit/engine.js';
import { Product, waitUntil } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { metric } from './kit/metrics.js';
import { INTACT, judge, judgeWhenDrained, untilDrained } from './kit/oracle.js';
import { type Trouble, TroublesomeProxy } from './kit/proxy.js';
import { note } from './kit/rounds.js';

const TROUBLES: Trouble[] = ['error', 'cut-after-storing', 'too-many-parts', 'cut-during', 'slow', 'silent', 'held'];

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
    await untilDrained(gateway);
    const late = await clickhouse.deliver();
    const verdict = await judge(gateway, acknowledged);
    const doubts = await metric(gateway.url, 'argus_batches_in_doubt_total', 'done');
    note(
      `troubles ${JSON.stringify(clickhouse.made)}; ${acknowledged.length} events; ${doubts} batches were there already, ${late} inserts came late`,
    );
    expect(verdict).toEqual(INTACT);
    expect(late).toBeGreaterThan(0);
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

  it('twin: with another token on the next try, an insert that a proxy held and delivers late is stored twice', async () => {
    const { gateway, clickhouse } = await start({ ARGUS_FAULTS: 'no-token' });
    const load = new NumberedLoad({ url: gateway.url, rate: 1_000 });
    clickhouse.trouble = 'held';
    await untilMade(clickhouse, 'held');
    clickhouse.trouble = 'none';
    const acknowledged = await load.stop();
    await untilDrained(gateway);
    expect(await clickhouse.deliver()).toBeGreaterThan(0);
    expect((await judge(gateway, acknowledged)).doubled).toBeGreaterThan(0);
  }, 120_000);
});

/** A ClickHouse whose memory suffices for half of what waits. */
async function refuseLarge(faults: string) {
  const { gateway, clickhouse } = await start({ ARGUS_FAULTS: faults });
  clickhouse.trouble = 'error';
  const load = new NumberedLoad({ url: gateway.url, perRequest: 400, connections: 1, rate: 4_000 });
  await load.untilAcknowledged(2_000);
  const acknowledged = await load.stop();
  clickhouse.mostBytes = 150_000;
  clickhouse.trouble = 'too-large';
  return { gateway, clickhouse, acknowledged };
}

describe('a ClickHouse that refuses a batch for its size', () => {
  it('[B1] [B12] is given halves, and everything is stored once', async () => {
    const { gateway, clickhouse, acknowledged } = await refuseLarge('');
    const verdict = await judgeWhenDrained(gateway, acknowledged);
    const splits = await metric(gateway.url, 'argus_batch_splits_total');
    note(`${clickhouse.made['too-large']} inserts, ${splits} splits; ${acknowledged.length} events`);
    expect(verdict).toEqual(INTACT);
    expect(splits).toBeGreaterThan(0);
  }, 120_000);

  it('twin: without splitting, delivery stands still', async () => {
    const { gateway } = await refuseLarge('no-split');
    await expect(untilDrained(gateway, 10_000)).rejects.toThrow('queued');
  }, 120_000);
});
