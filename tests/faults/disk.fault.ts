import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Product, waitUntil } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { INTACT, judgeWhenDrained } from './kit/oracle.js';
import { note } from './kit/rounds.js';

/** A file system of its own needs rights that a test may not have. */
function canMount(): boolean {
  const probe = mkdtempSync(path.join(tmpdir(), 'argus-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true });
  }
}

let dataDir: string;
let product: Product | undefined;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'argus-disk-'));
});
afterEach(() => NumberedLoad.abandonAll());
afterEach(async () => {
  await product?.stop();
  execFileSync('umount', [path.join(dataDir, 'gateway')]);
  rmSync(dataDir, { recursive: true });
});

const consume = (url: string, paused: boolean) =>
  fetch(`${url}/admin/consumption`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ paused }),
  });

(canMount() ? describe : describe.skip)('a full disk', () => {
  const cases = [
    ['before it is full, by the reserve that is kept free', '4194304'],
    ['when the system itself says that there is no space', '0'],
  ] as const;

  it.each(cases)(
    '[B6] is refused with 503 and Retry-After %s; with space everything goes on',
    async (_, minFree) => {
      const folder = path.join(dataDir, 'gateway');
      mkdirSync(folder);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder]);
      product = await Product.start({ dataDir, env: { THROTTLE_LIMIT: '0', QUEUE_MIN_FREE_BYTES: minFree } });
      const { url } = product;
      await consume(url, true);
      const load = new NumberedLoad({ url, perRequest: 500, connections: 4 });
      await waitUntil(
        () => load.repeated,
        (repeated) => repeated > 4,
        60_000,
      );
      const atFull = load.acknowledged.length;
      const refused = await fetch(`${url}/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user_id: 'full', name: 'signup', data: { text: 'x'.repeat(60_000) } }),
      });
      expect({ status: refused.status, retries: Number(refused.headers.get('retry-after')) > 0 }).toEqual({
        status: 503,
        retries: true,
      });

      execFileSync('mount', ['-o', 'remount,size=200m', folder]);
      await load.untilAcknowledged(atFull + 4_000);
      await consume(url, false);
      const acknowledged = await load.stop();
      const verdict = await judgeWhenDrained(product, acknowledged, 120_000);
      note(`full after ${atFull} events, ${load.repeated} requests refused; ${acknowledged.length} in all`);
      expect(verdict).toEqual(INTACT);
    },
    240_000,
  );
});
