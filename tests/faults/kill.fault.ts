import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Product, untilDead, waitFor, waitUntil } from '../kit/index.js';
import { ask } from './kit/clickhouse.js';
import { NumberedLoad } from './kit/load.js';
import { isReady } from './kit/metrics.js';
import { INTACT, judgeWhenDrained } from './kit/oracle.js';
import { note, patience, roundsInTime, seeded } from './kit/rounds.js';

const VICTIMS = ['gateway', 'engine', 'all'] as const;
type Victim = (typeof VICTIMS)[number];

let product: Product | undefined;
afterEach(() => NumberedLoad.abandonAll());
afterEach(() => product?.stop());

async function kill(victim: Victim): Promise<void> {
  if (!product) return;
  if (victim === 'all') {
    await product.kill();
    product = await product.again();
    return;
  }
  const { pid } = product[victim];
  process.kill(pid, 'SIGKILL');
  await untilDead(pid);
}

describe('SIGKILL at random moments', () => {
  it(
    '[B1] neither loses nor doubles an acknowledged event, whichever process dies',
    async () => {
      const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000);
      // At once: a test that fails does not come to its end.
      note(`seed ${seed}`);
      const random = seeded(seed);
      product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
      const load = new NumberedLoad({ url: product.url, rate: 4_000 });
      const killed: Record<Victim, number> = { gateway: 0, engine: 0, all: 0 };
      for (const round of roundsInTime()) {
        await load.untilAcknowledged(load.acknowledged.length + 200);
        await sleep(random() * 1_200);
        const victim = VICTIMS[round % VICTIMS.length] ?? 'all';
        await kill(victim);
        killed[victim]++;
        const { url } = product;
        await waitFor(() => isReady(url), true, 60_000);
      }
      const acknowledged = await load.stop();
      const verdict = await judgeWhenDrained(product, acknowledged);
      note(
        `killed ${JSON.stringify(killed)}; ${acknowledged.length} events acknowledged, ${load.repeated} requests repeated`,
      );
      expect(verdict).toEqual(INTACT);
      expect(load.repeated).toBeGreaterThan(0);
    },
    patience(15_000),
  );

  it('twin: without the record of a batch before it is sent, a kill in the middle of one stores it twice', async () => {
    product = await Product.start({ env: { THROTTLE_LIMIT: '0', ARGUS_FAULTS: 'no-manifest' } });
    const { url, clickhouseUrl } = product;
    const load = new NumberedLoad({ url, rate: 4_000 });
    let kills = 0;
    let doubled = 0;
    for (; doubled === 0 && kills < 40; kills++) {
      await load.untilAcknowledged(load.acknowledged.length + 200);
      // In the middle of an insert, as a random moment is sooner or later.
      await waitUntil(
        () => ask(clickhouseUrl, "SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO events %'"),
        (running) => running !== '0',
        5_000,
      ).catch(() => {});
      const { pid } = product.gateway;
      process.kill(pid, 'SIGKILL');
      await untilDead(pid);
      await waitFor(() => isReady(url), true, 60_000);
      doubled = Number(await ask(clickhouseUrl, 'SELECT count() - uniqExact(event_id) FROM events'));
    }
    await load.stop();
    note(`without a record: ${doubled} events twice after ${kills} kills`);
    expect(doubled).toBeGreaterThan(0);
  }, 240_000);
});
