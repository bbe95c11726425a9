import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Product, untilDead, waitFor } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { isReady } from './kit/metrics.js';
import { INTACT, judgeWhenDrained } from './kit/oracle.js';
import { effort, note, patience, seeded } from './kit/rounds.js';

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
      const { rounds, budgetMs } = effort();
      const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000);
      const random = seeded(seed);
      product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
      const load = new NumberedLoad({ url: product.url, rate: 4_000 });
      const began = Date.now();
      const killed: Record<Victim, number> = { gateway: 0, engine: 0, all: 0 };
      for (let round = 0; round < rounds && Date.now() - began < budgetMs; round++) {
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
        `seed ${seed}: killed ${JSON.stringify(killed)}; ${acknowledged.length} events acknowledged, ${load.repeated} requests repeated`,
      );
      expect(verdict).toEqual(INTACT);
      expect(load.repeated).toBeGreaterThan(0);
    },
    patience(15_000),
  );
});
