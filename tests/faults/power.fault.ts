import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Product, setPaused } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { INTACT, judge, judgeWhenDrained, untilDrained } from './kit/oracle.js';
import { note } from './kit/rounds.js';

const PRELOAD = path.join(import.meta.dirname, 'kit/preload-disk.mjs');

let folder: string;
let product: Product | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'argus-power-'));
});
afterEach(() => NumberedLoad.abandonAll());
afterEach(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true });
});

/** Takes from every file what the disk never confirmed; answers how many bytes that were. */
function cutPower(dataDir: string, log: string): number {
  const confirmed = new Map<number, number>();
  for (const line of readFileSync(log, 'utf8').trim().split('\n')) {
    const [ino, size] = line.split(' ').map(Number);
    if (ino !== undefined && size !== undefined) confirmed.set(ino, size);
  }
  let taken = 0;
  const gateway = path.join(dataDir, 'gateway');
  for (const name of readdirSync(gateway, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(gateway, name);
    const { ino, size } = statSync(file);
    const kept = Math.min(size, confirmed.get(ino) ?? 0);
    if (!statSync(file).isFile() || name.includes('lock') || kept === size) continue;
    truncateSync(file, kept);
    taken += size - kept;
  }
  return taken;
}

/** Load with delivery paused, so that only the disk holds the events; then everything dies and the power goes. */
async function loseThePower(lies: boolean) {
  const log = path.join(folder, 'confirmed');
  const env = {
    NODE_OPTIONS: `--import=${PRELOAD}`,
    ARGUS_TEST_DISK_LOG: log,
    THROTTLE_LIMIT: '0',
    ...(lies ? { ARGUS_TEST_DISK_LIES: '1' } : {}),
  };
  product = await Product.start({ env });
  const load = new NumberedLoad({ url: product.url, perRequest: 50, connections: 8 });
  await load.untilAcknowledged(1_000);
  await setPaused(product.url, true);
  await load.untilAcknowledged(load.acknowledged.length + 5_000);
  await product.kill();
  const atDeath = load.acknowledged.length;
  const taken = lies ? cutPower(product.dataDir, '/dev/null') : cutPower(product.dataDir, log);
  product = await product.again({ ARGUS_TEST_DISK_LIES: '0' });
  await setPaused(product.url, false);
  return { load, atDeath, taken, product };
}

describe('a power cut', () => {
  it('[B1] takes nothing that was acknowledged', async () => {
    const { load, atDeath, taken, product: again } = await loseThePower(false);
    const acknowledged = await load.stop();
    const verdict = await judgeWhenDrained(again, acknowledged);
    note(`${taken} bytes that were never flushed are gone; ${atDeath} events had been acknowledged`);
    expect(verdict).toEqual(INTACT);
    expect(taken).toBeGreaterThan(0);
  }, 120_000);

  it('twin: a disk that says "done" and has not written loses them', async () => {
    const { load, product: again } = await loseThePower(true);
    NumberedLoad.abandonAll();
    await untilDrained(again);
    const { lost } = await judge(again, load.acknowledged);
    expect(lost).toBeGreaterThan(1_000);
  }, 120_000);
});
