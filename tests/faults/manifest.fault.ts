import { afterEach, describe, expect, it } from '@jest/globals';
import { EngineUnderTest } from '../kit/engine.js';
import { Product, waitUntil } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { metric } from './kit/metrics.js';
import { INTACT, judgeWhenDrained } from './kit/oracle.js';
import { TroublesomeProxy } from './kit/proxy.js';
import { note } from './kit/rounds.js';

const undo: (() => Promise<unknown> | undefined)[] = [];
afterEach(() => NumberedLoad.abandonAll());
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** The gateway dies after ClickHouse has stored a batch and before it could say so; the next life finds the queue full. */
async function dieBeforeTheAnswer(faults: string) {
  const engine = await EngineUnderTest.start();
  undo.push(() => engine.remove());
  const proxy = await TroublesomeProxy.start(engine.url);
  undo.push(() => proxy.stop());
  const product = await Product.start({
    env: { CLICKHOUSE_URL: proxy.url, THROTTLE_LIMIT: '0', ARGUS_FAULTS: faults },
  });
  const load = new NumberedLoad({ url: product.url, perRequest: 200, connections: 2, rate: 4_000 });
  await load.untilAcknowledged(1_000);
  proxy.trouble = 'silent';
  await waitUntil(
    () => proxy.made.silent ?? 0,
    (made) => made > 0,
  );
  const acknowledged = await load.stop();
  await product.kill();
  proxy.trouble = 'none';
  const again = await product.again();
  undo.push(() => again.stop());
  const verdict = await judgeWhenDrained(again, acknowledged);
  return { verdict, doubts: await metric(again.url, 'argus_batches_in_doubt_total'), events: acknowledged.length };
}

describe('the gateway killed between the storing of a batch and its answer', () => {
  it('[B1] [B10] the next life takes up the same batch by its manifest', async () => {
    const { verdict, doubts, events } = await dieBeforeTheAnswer('');
    note(`${doubts} batches of the earlier life were asked for; ${events} events`);
    expect(verdict).toEqual(INTACT);
    expect(doubts).toBeGreaterThan(0);
  }, 120_000);

  it('twin: without a manifest the next life cuts anew, and stores the events twice', async () => {
    const { verdict } = await dieBeforeTheAnswer('no-manifest');
    expect(verdict.doubled).toBeGreaterThan(0);
  }, 120_000);
});
