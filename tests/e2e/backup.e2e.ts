import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { IngestAnswer } from '@argus/contract';
import { Product, freePort, get, post, sendAll, setPaused, sql, untilStored } from '../kit/index.js';

const run = promisify(execFile);
const STORED = 300;
const QUEUED = 40;

let folder: string;
let product: Product;
let answers: IngestAnswer[];

async function command(name: string, options: string[], dataDir: string): Promise<{ code: number; output: string }> {
  const { PORT, CLICKHOUSE_PORT } = {
    PORT: new URL(product.url).port,
    CLICKHOUSE_PORT: new URL(product.clickhouseUrl).port,
  };
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'test', PORT, CLICKHOUSE_PORT };
  const result = await run(process.execPath, ['scripts/command.mjs', name, ...options], {
    env: { ...env, DATA_DIR: dataDir },
  }).catch((error: unknown) => error);
  const { code = 0, stdout, stderr } = result as { code?: number; stdout: string; stderr: string };
  return { code, output: stdout + stderr };
}

const events = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    event_id: `018f3a5e-7c1b-7d2a-9f00-${(from + i).toString(16).padStart(12, '0')}`,
    user_id: `u${(from + i) % 9}`,
    name: 'seen',
    timestamp: '2026-01-02T03:04:05Z',
  }));

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'argus-backup-'));
  product = await Product.start({ dataDir: path.join(folder, 'data') });
  answers = [await sendAll(product, events(0, STORED))];
  await untilStored(product, STORED);
  await setPaused(product.url, true);
  // Acknowledged, and only in the queue.
  answers.push(await sendAll(product, events(STORED, QUEUED)));
});

afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('[B1] refuses to take the ClickHouse of another installation for its own', async () => {
  const { code, output } = await command('backup', ['--to', path.join(folder, 'early')], path.join(folder, 'other'));
  expect(code).toBe(1);
  expect(output).toContain('Set DATA_DIR');
  expect(existsSync(path.join(folder, 'early'))).toBe(false);
});

it('[B1] [B10] restores every acknowledged event exactly once, and knows their ids', async () => {
  const to = path.join(folder, 'backup');
  await product.stop();
  const made = await command('backup', ['--to', to], product.dataDir);
  expect(made.output).toMatch(/^Backed up \d+ files/);
  const again = await command('backup', ['--to', to], product.dataDir);
  expect(again.output).toContain('not empty');
  const restored = path.join(folder, 'restored');
  expect(await command('restore', ['--from', to], restored)).toMatchObject({ code: 0 });
  product = await Product.start({ dataDir: restored, env: { PORT: String(await freePort()) } });
  await setPaused(product.url, false);
  await untilStored(product, STORED + QUEUED);
  expect(await sql(product, 'SELECT uniqExact(event_id) FROM events')).toBe(String(STORED + QUEUED));
  const resent = await post<IngestAnswer>(product, '/events', events(0, STORED + QUEUED));
  expect(resent.body).toMatchObject({ accepted: 0, duplicates: STORED + QUEUED });
  expect(answers.flatMap(({ event_ids }) => event_ids)).toEqual(resent.body.event_ids);
  const { body } = await get<Record<string, number>>(product, '/analytics/event-counts-by-type');
  expect(body).toEqual({ seen: STORED + QUEUED });
  expect(await command('verify', [], restored)).toMatchObject({ code: 0 });
});

it('finds a file that is not what was backed up, and leaves nothing half restored', async () => {
  const data = path.join(folder, 'backup', 'data', 'gateway', 'queue');
  appendFileSync(path.join(data, readdirSync(data)[0] as string), 'x');
  const target = path.join(folder, 'damaged');
  const { code, output } = await command('restore', ['--from', path.join(folder, 'backup')], target);
  expect(code).toBe(1);
  expect(output).toContain('is not what was backed up');
  expect(existsSync(target)).toBe(false);
  const none = await command('restore', ['--from', folder], target);
  expect(none.output).toContain('holds no finished backup');
});
