import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metric } from '../faults/kit/metrics.js';
import { Product, get, post, sendAll, sql, untilStored, waitFor, waitUntil } from '../kit/index.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Consumption {
  paused: boolean;
  max_events_per_second: number | null;
}

const events = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ user_id: `u${n}`, name: 'signup', data: { n } }));

describe('consumption control', () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.start();
  }, 120_000);
  afterAll(() => product.stop());

  const stored = async () => Number(await sql(product, 'SELECT count() FROM events'));
  const change = async (body: unknown) => {
    const response = await fetch(`${product.url}/admin/consumption`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Consumption & { errors?: { field: string }[] } };
  };
  const command = async (...options: string[]) => {
    const { stdout } = await run(
      process.execPath,
      ['scripts/command.mjs', 'consumption', '--url', product.url, ...options],
      {
        cwd: ROOT,
      },
    );
    return stdout.trim();
  };

  it('[B6] drains as fast as ClickHouse takes it by default', async () => {
    expect((await get<Consumption>(product, '/admin/consumption')).body).toEqual({
      paused: false,
      max_events_per_second: null,
    });
    await sendAll(product, events(2_000));
    await untilStored(product, 2_000);
  });

  it('[B6] paused: the queue absorbs and shows depth and age, nothing is delivered, also after a restart; resumed: all of it is', async () => {
    expect((await change({ paused: true })).body).toEqual({ paused: true, max_events_per_second: null });
    const age = () => metric(product.url, 'argus_queue_oldest_seconds');
    expect(await age()).toBe(0);
    await sendAll(product, events(1_000));
    await sleep(800);
    expect(await stored()).toBe(2_000);
    expect(await metric(product.url, 'argus_queue_rows')).toBe(1_000);
    expect(await age()).toBeGreaterThan(0);
    await product.stop({ keepData: true });
    product = await product.again();
    await sendAll(product, events(500));
    await sleep(800);
    expect(await stored()).toBe(2_000);
    expect((await change({ paused: false })).body.paused).toBe(false);
    await untilStored(product, 3_500);
    await waitFor(() => metric(product.url, 'argus_queue_rows'), 0);
    expect(await age()).toBe(0);
  }, 120_000);

  it('[B6] limited: no more than the rate, a second of it as a burst, and one cut beyond reaches ClickHouse', async () => {
    // Paused while they come: nothing is on its way when the watch begins, and all of it is there to be held back.
    await change({ paused: true, max_events_per_second: 400 });
    for (let n = 0; n < 60; n++) await sendAll(product, events(100));
    const before = await stored();
    const began = Date.now();
    await change({ paused: false });
    await sleep(2_500);
    const gained = (await stored()) - before;
    // The queue is cut at requests, and small ones by the thousand rows.
    expect(gained).toBeLessThanOrEqual((400 * (Date.now() - began)) / 1000 + 400 + 1_000);
    await waitUntil(stored, (rows) => rows > before);
    await change({ max_events_per_second: null });
    await untilStored(product, 9_500);
  }, 60_000);

  it('[B6] the same from the command line', async () => {
    expect(await command()).toBe('delivering, as fast as ClickHouse takes them');
    expect(await command('--pause', '--rate', '5000')).toBe('paused (when resumed: at most 5000 a second)');
    expect((await get<Consumption>(product, '/admin/consumption')).body).toEqual({
      paused: true,
      max_events_per_second: 5000,
    });
    expect(await command('--resume', '--unlimited')).toBe('delivering, as fast as ClickHouse takes them');
    await expect(command('--rate', 'fast')).rejects.toThrow('whole number');
  }, 60_000);

  it('[B4] names what cannot be used', async () => {
    const { status, body } = await change({ paused: 'yes', max_events_per_second: 0, speed: 1 });
    expect(status).toBe(400);
    expect(body.errors?.map(({ field }) => field).sort()).toEqual(['max_events_per_second', 'paused', 'speed']);
    expect((await change({})).body).toEqual({ paused: false, max_events_per_second: null });
  });
});

describe('delivery', () => {
  it('[B12] stores events in the order in which they were accepted, whatever their times', async () => {
    const product = await Product.start();
    try {
      const sent: number[] = [];
      for (let request = 0; request < 30; request++) {
        const batch = Array.from({ length: 7 }, (_, i) => request * 7 + i);
        sent.push(...batch);
        const now = Date.now();
        const body = batch.map((n) => ({
          session_id: 's',
          name: 'step',
          timestamp: now - ((n * 37) % 100) * 1000,
          data: { n },
        }));
        expect((await post(product, '/events', body)).status).toBe(202);
      }
      await untilStored(product, sent.length);
      const order = await sql(
        product,
        "SELECT groupArray(n) FROM (SELECT JSONExtractInt(data, 'n') AS n FROM events ORDER BY sequence)",
      );
      expect(JSON.parse(order)).toEqual(sent);
      const ties = await sql(product, 'SELECT count() - uniqExact(sequence) FROM events');
      expect(ties).toBe('0');
    } finally {
      await product.stop();
    }
  }, 120_000);
});
