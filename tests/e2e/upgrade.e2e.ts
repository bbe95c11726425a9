import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ClickHouseClient, createClickHouse, migrate, verify } from '@argus/clickhouse';
import { EngineUnderTest } from '../kit/engine.js';
import { Product, get, sendAll, sql, untilStored } from '../kit/index.js';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../clickhouse/migrations');
/** The schema of release 0.1.0. */
const FIRST_RELEASE = 8;

let folder: string;
let engine: EngineUnderTest;
let client: ClickHouseClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'argus-old-schema-'));
  for (const name of readdirSync(MIGRATIONS)) {
    if (Number(name.slice(0, 4)) <= FIRST_RELEASE) cpSync(path.join(MIGRATIONS, name), path.join(folder, name));
  }
  engine = await EngineUnderTest.start();
  client = createClickHouse({ url: engine.url });
  await migrate(client, folder);
});

afterAll(async () => {
  await client?.close();
  await engine?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const rows = async (): Promise<number> => Number(await engine.sql('SELECT count() FROM events'));

const insert = (batch: number): Promise<string> =>
  engine.sql(`INSERT INTO events (user_id, session_id, name, page_url, timestamp)
    SELECT concat('u', toString(number % 7)), 's', ['view', 'click'][number % 2 + 1], '/p', now64(6) - number * 600
    FROM numbers(50) SETTINGS insert_deduplication_token = 'batch ${batch}'`);

it('[A3] the schema of the release before goes on to take events while the new one is applied to it', async () => {
  let batches = 0;
  const until = async (done: () => boolean) => {
    while (!done()) await insert(batches++);
  };
  await until(() => batches === 5);
  let isMigrated = false;
  const traffic = until(() => isMigrated && batches > 10);
  const applied = await migrate(client);
  isMigrated = true;
  await traffic;
  expect(applied.length).toBe(readdirSync(MIGRATIONS).filter((name) => name.endsWith('.sql')).length - FIRST_RELEASE);
  expect(await rows()).toBe(batches * 50);
  expect(await verify(client, { nowSecond: Math.floor(Date.now() / 1000), hold: (run) => run() })).toEqual([]);
  // The program of before meets the newer schema and leaves it alone.
  expect(await migrate(client, folder)).toEqual([]);
});

it('[A3] a gateway of now starts on the data folder of before, and counts what is old and new', async () => {
  const before = await rows();
  await client.close();
  await engine.end();
  const product = await Product.start({ dataDir: engine.dataDir });
  try {
    await sendAll(product, [{ user_id: 'new', name: 'view', page_url: '/p' }]);
    await untilStored(product, before + 1);
    const { body } = await get<Record<string, number>>(product, '/analytics/event-counts-by-type');
    expect(Object.values(body).reduce((sum, n) => sum + n, 0)).toBe(before + 1);
    expect(await sql(product, 'SELECT uniqExact(user_id) FROM activity_hourly')).toBe('8');
  } finally {
    await product.stop();
  }
});
