import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Product, isAlive, untilDead, waitFor } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { isReady } from './kit/metrics.js';
import { INTACT, judgeWhenDrained } from './kit/oracle.js';
import { effort, note, patience } from './kit/rounds.js';

const canTrace = process.platform === 'linux' && existsSync('/usr/bin/strace');

let product: Product | undefined;
afterEach(() => NumberedLoad.abandonAll());
afterEach(() => product?.stop());

const consume = (url: string, paused: boolean) =>
  fetch(`${url}/admin/consumption`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ paused }),
  });

/** Kills the engine at its k-th rename from now on: between its record of a part and the part, for the source or a view. */
async function killAtRename(pid: number, k: number): Promise<void> {
  const inject = `inject=rename,renameat,renameat2:error=EIO:signal=KILL:when=${k}`;
  const tracer: ChildProcess = spawn('strace', ['-f', '-qq', '-o', '/dev/null', '-e', inject, '-p', String(pid)], {
    stdio: 'ignore',
  });
  try {
    await untilDead(pid, 30_000);
  } finally {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    tracer.kill('SIGKILL');
  }
}

(canTrace ? describe : describe.skip)('the engine killed at the system call', () => {
  it(
    '[B1] [C7] at a rename of a part, source or view: no event and no aggregate is short or doubled',
    async () => {
      const { rounds, budgetMs } = effort();
      product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
      const { url } = product;
      const load = new NumberedLoad({ url, rate: 2_000 });
      const began = Date.now();
      const killedAt: number[] = [];
      for (let round = 0; round < rounds && Date.now() - began < budgetMs; round++) {
        await load.untilAcknowledged(load.acknowledged.length + 400);
        const k = 1 + (round % 14);
        await killAtRename(product.engine.pid, k);
        killedAt.push(k);
        await sleep(300);
        await waitFor(() => isReady(url), true, 60_000);
      }
      const acknowledged = await load.stop();
      const verdict = await judgeWhenDrained(product, acknowledged);
      note(`killed at renames ${killedAt.join(', ')}; ${acknowledged.length} events`);
      expect(verdict).toEqual(INTACT);
      expect(load.repeated).toBe(0);
    },
    patience(15_000),
  );

  /** Both die: the engine at its k-th rename of one insert, the gateway with it. The next life finds what is there. */
  async function killBoth(k: number, faults: string) {
    product = await Product.start({ env: { THROTTLE_LIMIT: '0', ARGUS_FAULTS: faults } });
    await consume(product.url, true);
    const load = new NumberedLoad({ url: product.url, perRequest: 500, connections: 2 });
    await load.untilAcknowledged(2_000);
    const acknowledged = await load.stop();
    const dying = killAtRename(product.engine.pid, k);
    await sleep(500);
    await consume(product.url, false);
    await dying;
    await product.kill();
    product = await product.again();
    const verdict = await judgeWhenDrained(product, acknowledged);
    await product.stop();
    product = undefined;
    return verdict;
  }

  it('[B1] [C7] together with the gateway: what a view has missed is made good from the raw events', async () => {
    const { rounds } = effort();
    for (let k = 2; k <= Math.min(rounds, 9); k++) expect({ k, ...(await killBoth(k, '')) }).toEqual({ k, ...INTACT });
  }, 400_000);

  it('twin: without comparing the aggregates, one of them stays short', async () => {
    const wrong: string[] = [];
    for (let k = 2; k <= 6 && wrong.length === 0; k++) {
      wrong.push(...Object.keys((await killBoth(k, 'no-mend')).wrongAggregates));
    }
    note(`without mending: ${wrong.join(', ')}`);
    expect(wrong.length).toBeGreaterThan(0);
  }, 400_000);
});
