import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IngestAnswer } from '@argus/contract';
import { Product, get, post, waitUntil } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { type NumberedEvent, numberedEvent } from './kit/numbered.js';
import { INTACT, judgeWhenDrained } from './kit/oracle.js';
import { note } from './kit/rounds.js';

const PRELOAD = path.join(import.meta.dirname, 'kit/preload-clock.mjs');
const STEPS_MS = [3_600_000, -3_600_000, 0, -86_400_000, 90_000_000];
/** No two steps are as close to each other. */
const NEAR_MS = 1_800_000;

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

async function start(faults: string): Promise<{ gateway: Product; step: (ms: number) => Promise<void> }> {
  const file = path.join(folder, 'offset');
  writeFileSync(file, '0');
  const env = {
    NODE_OPTIONS: `--import=${PRELOAD}`,
    ARGUS_TEST_CLOCK_FILE: file,
    ARGUS_FAULTS: faults,
    CLOCK_SKEW_SECONDS: String(3 * 86_400),
    THROTTLE_LIMIT: '0',
  };
  product = await Product.start({ env });
  const gateway = product;
  const step = async (ms: number) => {
    writeFileSync(file, String(ms));
    await waitUntil(
      () => clockOf(gateway),
      (time) => Math.abs(Date.parse(time) - (Date.now() + ms)) < NEAR_MS,
      60_000,
      `within half an hour of a clock that is ${ms} ms ahead`,
    );
  };
  return { gateway, step };
}

/** What the gateway believes that it is. */
const clockOf = async (gateway: Product) =>
  (await get<{ as_of: string }>(gateway, '/analytics/active-users')).body.as_of;

const again = async ({ url }: Product, events: NumberedEvent[]) =>
  (await post<IngestAnswer>({ url } as Product, '/events', events)).body;

describe("the gateway's clock steps", () => {
  it('[B1] [B10] by an hour and by a day, forwards and back: stored once, and no id is forgotten', async () => {
    const { gateway, step } = await start('');
    const load = new NumberedLoad({ url: gateway.url, rate: 2_000 });
    await load.untilAcknowledged(200);
    const known = load.acknowledged.slice(0, 100);
    const clocks: string[] = [];
    for (const ms of STEPS_MS) {
      await step(ms);
      expect(await again(gateway, known)).toMatchObject({ accepted: 0, duplicates: 100 });
      await load.untilAcknowledged(load.acknowledged.length + 600);
      clocks.push(await clockOf(gateway));
    }
    const acknowledged = await load.stop();
    const verdict = await judgeWhenDrained(gateway, acknowledged);
    note(`the gateway believed it was ${clocks.join(', ')}; ${acknowledged.length} events`);
    expect(verdict).toEqual(INTACT);
    // The harm happened: two of its answers are two days apart.
    const times = clocks.map((text) => Date.parse(text));
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(86_400_000);
  }, 120_000);

  it('twin: where ids grow old by the clock on the wall, a day ahead makes them be stored again', async () => {
    const { gateway, step } = await start('no-steady');
    const events = Array.from({ length: 100 }, (_, n) => numberedEvent('a run', n, Date.now()));
    expect((await again(gateway, events)).accepted).toBe(100);
    await step(90_000_000);
    expect((await again(gateway, events)).accepted).toBe(100);
    expect((await judgeWhenDrained(gateway, events)).doubled).toBe(100);
  }, 120_000);
});
