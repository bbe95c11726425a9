import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Product, setPaused, untilDead, waitFor, waitUntil } from '../kit/index.js';
import { ask } from './kit/clickhouse.js';
import { NumberedLoad } from './kit/load.js';
import { metric } from './kit/metrics.js';
import type { NumberedEvent } from './kit/numbered.js';
import { INTACT, judge, judgeWhenDrained, storedEvents, untilDrained } from './kit/oracle.js';
import { effort, note } from './kit/rounds.js';
import { GATEWAY_PATIENCE_MS, START_PATIENCE_MS, SmallDisk, canMount } from './kit/small-disk.js';

/** ClickHouse reserves so much for each part before it writes it. */
const RESERVED = 1024 * 1024;
/** Less than the part of the rows below takes, so that there is no reservation for a view's part any more. */
const ROWS_ALONE = 16 * 1024;

/** How often it is full and has room again, before the last time. */
const CYCLES = effort().rounds > 3 ? 9 : 0;

let dataDir: string;
let disk: SmallDisk | undefined;
let product: Product | undefined;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'argus-engine-disk-'));
});
afterEach(() => NumberedLoad.abandonAll());
afterEach(async () => {
  await product?.stop();
  disk?.unmount();
  rmSync(dataDir, { recursive: true });
});

/** `on`: the folder of the installation that is a disk of 60 MB. */
async function start(on: string, faults = ''): Promise<{ gateway: Product; small: SmallDisk }> {
  disk = SmallDisk.mount(path.join(dataDir, on), '60m');
  const env = { THROTTLE_LIMIT: '0', QUEUE_MIN_FREE_BYTES: '0', LOG_LEVEL: 'fatal', ARGUS_FAULTS: faults };
  product = await Product.start({ dataDir, env });
  return { gateway: product, small: disk };
}

async function send(url: string, events: number): Promise<NumberedEvent[]> {
  const load = new NumberedLoad({ url, perRequest: 500, connections: 1 });
  await load.untilAcknowledged(events);
  return load.stop();
}

const failuresForSpace = (url: string) => metric(url, 'argus_insert_retries_total', 'NOT_ENOUGH_SPACE');

/** The rows of a batch are stored, and there is no room for what a view makes of them. */
async function fillBetween({ url, clickhouseUrl }: Product, small: SmallDisk): Promise<NumberedEvent[]> {
  await setPaused(url, true);
  const [before, failures] = [await storedEvents({ url, clickhouseUrl }), await failuresForSpace(url)];
  const events = await send(url, 1_500);
  // A merge would take room, and give it back when it is done: what is left would not be what the test left.
  await ask(clickhouseUrl, 'SYSTEM STOP MERGES');
  await waitFor(() => ask(clickhouseUrl, 'SELECT count() FROM system.merges'), '0');
  small.fillBut(RESERVED + ROWS_ALONE);
  await setPaused(url, false);
  await waitUntil(
    () => storedEvents({ url, clickhouseUrl }),
    (stored) => stored > before,
    60_000,
  );
  await waitUntil(
    () => failuresForSpace(url),
    (now) => now > failures,
    60_000,
  );
  await ask(clickhouseUrl, 'SYSTEM START MERGES');
  return events;
}

/** The engine dies on the full disk, and then everything does; there is room once the gateway answers again. */
async function dieAndGetRoom(running: Product, small: SmallDisk): Promise<Product> {
  const { pid } = running.engine;
  process.kill(pid, 'SIGKILL');
  await untilDead(pid);
  await running.kill();
  const starting = running.again({}, START_PATIENCE_MS);
  const free = waitUntil(
    () => fetch(`${running.url}/health/live`),
    ({ status }) => status === 200,
    GATEWAY_PATIENCE_MS,
  )
    .then(() => small.freeBytes)
    .finally(() => small.resize('400m'));
  // Awaited after the start, so that whatever fails, what was started is known and ended.
  free.catch(() => {});
  product = await starting;
  expect(await free).toBeLessThan(RESERVED);
  return product;
}

(canMount() ? describe : describe.skip)('a full disk under the embedded ClickHouse', () => {
  it('[B1] [B6] of its own: events are taken as before, and with room everything arrives once without a hand', async () => {
    const { gateway, small } = await start('clickhouse');
    const { url } = gateway;
    const earlier = await send(url, 2_000);
    await untilDrained(gateway);
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      earlier.push(...(await fillBetween(gateway, small)));
      small.empty();
      await untilDrained(gateway);
    }
    earlier.push(...(await fillBetween(gateway, small)));
    small.fill();
    const load = new NumberedLoad({ url, rate: 1_000 });
    await load.untilAcknowledged(2_000);
    const [taken, repeated] = [load.acknowledged.length, load.repeated];
    const again = await dieAndGetRoom(gateway, small);
    const acknowledged = [...earlier, ...(await load.stop())];
    const verdict = await judgeWhenDrained(again, acknowledged);
    note(`full ${CYCLES + 1} times; ${taken} events taken while it was, ${acknowledged.length} in all`);
    expect(verdict).toEqual(INTACT);
    expect(repeated).toBe(0);
  }, 900_000);

  it('[B1] [B6] that the queue is on, too: what was acknowledged before it was full arrives once, and so does what comes later', async () => {
    const { gateway, small } = await start('.');
    const { url } = gateway;
    const load = new NumberedLoad({ url, rate: 1_000 });
    await load.untilAcknowledged(2_000);
    small.fill();
    await waitUntil(
      () => load.repeated,
      (repeated) => repeated > 4,
      60_000,
    );
    const atFull = load.acknowledged.length;
    const again = await dieAndGetRoom(gateway, small);
    await load.untilAcknowledged(load.acknowledged.length + 1_000);
    const acknowledged = await load.stop();
    const verdict = await judgeWhenDrained(again, acknowledged);
    note(`full after ${atFull} events; ${load.repeated} requests refused; ${acknowledged.length} in all`);
    expect(verdict).toEqual(INTACT);
    // Starts that found no room left nothing behind.
    expect(readdirSync(dataDir).filter((name) => name.startsWith('engine.lock'))).toEqual(['engine.lock']);
  }, 300_000);

  it('twin: with another token on each try, rows that had found room when a view had not are stored again', async () => {
    const { gateway, small } = await start('clickhouse', 'no-token');
    const acknowledged = await fillBetween(gateway, small);
    small.resize('400m');
    await untilDrained(gateway, 120_000);
    expect((await judge(gateway, acknowledged)).doubled).toBe(acknowledged.length);
  }, 200_000);
});
