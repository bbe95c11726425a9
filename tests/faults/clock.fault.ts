import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Product } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { INTACT, judgeWhenDrained } from './kit/oracle.js';
import { note } from './kit/rounds.js';

const PRELOAD = path.join(import.meta.dirname, 'kit/preload-clock.mjs');
const STEPS_MS = [3_600_000, -3_600_000, 0, -86_400_000, 86_400_000];

let folder: string;
let product: Product | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'argus-clock-'));
});
afterEach(() => NumberedLoad.abandonAll());
afterEach(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true });
});

describe("the gateway's clock steps", () => {
  it('[B1] by an hour and by a day, forwards and back: everything is stored once', async () => {
    const file = path.join(folder, 'offset');
    writeFileSync(file, '0');
    const env = {
      NODE_OPTIONS: `--import=${PRELOAD}`,
      ARGUS_TEST_CLOCK_FILE: file,
      CLOCK_SKEW_SECONDS: String(3 * 86_400),
      THROTTLE_LIMIT: '0',
    };
    product = await Product.start({ env });
    const load = new NumberedLoad({ url: product.url, rate: 2_000 });
    const clocks: string[] = [];
    for (const step of STEPS_MS) {
      writeFileSync(file, String(step));
      await sleep(150);
      await load.untilAcknowledged(load.acknowledged.length + 600);
      const answer = await fetch(`${product.url}/analytics/active-users`);
      const { as_of: asOf } = (await answer.json()) as { as_of: string };
      clocks.push(asOf);
    }
    const acknowledged = await load.stop();
    const verdict = await judgeWhenDrained(product, acknowledged);
    note(`the gateway believed it was ${clocks.join(', ')}; ${acknowledged.length} events`);
    expect(verdict).toEqual(INTACT);
    // The harm happened: two of its answers are two days apart.
    const times = clocks.map((text) => Date.parse(text));
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(86_400_000);
  }, 120_000);
});
