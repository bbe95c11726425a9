import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Product, waitFor } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { metric } from './kit/metrics.js';
import { INTACT, judge, judgeWhenDrained, untilDrained } from './kit/oracle.js';
import { note } from './kit/rounds.js';

let folder: string;
let product: Product | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'argus-harm-'));
});
afterEach(() => NumberedLoad.abandonAll());
afterEach(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true });
});

const harm = (kind: string, task: string) => `worker-${kind}:${task}:${path.join(folder, `${kind}-${task}`)}`;
const isDone = (kind: string, task: string) => existsSync(path.join(folder, `${kind}-${task}`));
const KINDS = ['exit', 'loop', 'heap'].flatMap((kind) => ['prepare', 'insert'].map((task) => [kind, task] as const));

describe('a worker thread that dies, hangs, or runs out of heap in the middle of a message', () => {
  it('[B12] is replaced, and its message is handed out again', async () => {
    const faults = KINDS.map(([kind, task]) => harm(kind, task)).join(',');
    product = await Product.start({ env: { ARGUS_FAULTS: faults, INSERT_TIMEOUT_SECONDS: '2', THROTTLE_LIMIT: '0' } });
    const { url } = product;
    const load = new NumberedLoad({ url, rate: 1_000 });
    await waitFor(() => KINDS.filter(([kind, task]) => !isDone(kind, task)), [], 90_000);
    const acknowledged = await load.stop();
    const verdict = await judgeWhenDrained(product, acknowledged);
    const lost = await metric(url, 'argus_worker_threads_lost_total');
    note(`${lost} threads lost in ${KINDS.length} ways; ${acknowledged.length} events`);
    expect(verdict).toEqual(INTACT);
    expect(lost).toBeGreaterThanOrEqual(KINDS.length);
    expect(load.repeated).toBe(0);
  }, 180_000);

  it.each(['exit', 'heap'])(
    'twin: a message that is not handed out again is lost with its thread (%s)',
    async (kind) => {
      product = await Product.start({ env: { ARGUS_FAULTS: `${harm(kind, 'insert')},no-again`, THROTTLE_LIMIT: '0' } });
      const load = new NumberedLoad({ url: product.url, rate: 1_000 });
      await waitFor(() => isDone(kind, 'insert'), true, 90_000);
      const acknowledged = await load.stop();
      await untilDrained(product);
      const { lost, doubled } = await judge(product, acknowledged);
      note(`${lost} of ${acknowledged.length} events were lost with a thread`);
      expect(lost).toBeGreaterThan(0);
      expect(doubled).toBe(0);
      expect(await metric(product.url, 'argus_worker_threads_lost_total')).toBe(1);
    },
    180_000,
  );

  it('twin: without replacement of what hangs, delivery stands still', async () => {
    const faults = `${harm('loop', 'insert')},no-hang`;
    product = await Product.start({ env: { ARGUS_FAULTS: faults, INSERT_TIMEOUT_SECONDS: '1' } });
    const load = new NumberedLoad({ url: product.url, rate: 1_000 });
    await waitFor(() => isDone('loop', 'insert'), true, 90_000);
    await load.stop();
    await expect(untilDrained(product, 8_000)).rejects.toThrow('queued');
  }, 180_000);
});
