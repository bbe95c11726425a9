import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, freePort, sql } from '../kit/index.js';

const run = promisify(execFile);

interface Finding {
  what: string;
  verdict: 'ok' | 'warning' | 'wrong';
  found: string;
  remedy?: string;
}

let product: Product;
let folder: string;
let ports: { PORT: string; CLICKHOUSE_PORT: string };

/** What the command finds with some settings, and its exit code. */
async function doctor(env: Record<string, string>): Promise<{ code: number; findings: Finding[] }> {
  const result = await run(process.execPath, ['scripts/command.mjs', 'doctor', '--json'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'test', DATA_DIR: folder, ...ports, ...env },
  }).catch((error: unknown) => error);
  const { code = 0, stdout } = result as { code?: number; stdout: string };
  return { code, findings: JSON.parse(stdout) as Finding[] };
}

const of = ({ findings }: { findings: Finding[] }, what: string) => findings.find((one) => one.what === what);

const running = () => ({
  DATA_DIR: product.dataDir,
  PORT: new URL(product.url).port,
  CLICKHOUSE_PORT: new URL(product.clickhouseUrl).port,
});

beforeAll(async () => {
  product = await Product.start();
  folder = mkdtempSync(path.join(tmpdir(), 'argus-doctor-'));
  ports = { PORT: String(await freePort()), CLICKHOUSE_PORT: String(await freePort()) };
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await product?.stop();
});

describe('[A3] npm run doctor', () => {
  it('finds nothing wrong where nothing is', async () => {
    for (const env of [running(), {}]) {
      const { code, findings } = await doctor(env);
      expect(findings.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
      expect(code).toBe(0);
      expect(findings.filter(({ verdict, remedy }) => (verdict === 'ok') !== (remedy === undefined))).toEqual([]);
    }
    expect(of(await doctor(running()), 'Schema')?.found).toMatch(/^all \d+ migrations are applied$/);
    expect(of(await doctor(running()), 'Queue')?.found).toMatch(/^\d+ rows wait, /);
  });

  it('names a setting that cannot be used', async () => {
    const { code, findings } = await doctor({ RETENTION_DAYS: 'ninety' });
    expect(code).toBe(1);
    expect(findings.at(-1)).toMatchObject({
      what: 'Settings',
      verdict: 'wrong',
      found: expect.stringContaining('RETENTION_DAYS'),
    });
  });

  it('[B7] says that the gateway will refuse an open address without keys, and warns where that is allowed', async () => {
    const refused = await doctor({ HOST: '0.0.0.0' });
    expect(refused.code).toBe(1);
    expect(of(refused, 'Keys')).toMatchObject({ verdict: 'wrong', remedy: expect.stringContaining('npm run keys') });
    const allowed = await doctor({ HOST: '0.0.0.0', ALLOW_NO_KEYS: '1', THROTTLE_LIMIT: '0' });
    expect(allowed.code).toBe(0);
    expect(of(allowed, 'Keys')?.verdict).toBe('warning');
    expect(of(allowed, 'Settings')?.found).toContain('THROTTLE_LIMIT=0');
  });

  it('names keys that cannot be read', async () => {
    const dataDir = path.join(folder, 'keys');
    mkdirSync(dataDir);
    writeFileSync(path.join(dataDir, 'keys.json'), '{');
    expect(of(await doctor({ DATA_DIR: dataDir }), 'Keys')).toMatchObject({
      verdict: 'wrong',
      remedy: expect.stringContaining('Restore'),
    });
  });

  it('names a folder that is none, and a disk without room', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    const none = await doctor({ DATA_DIR: file });
    expect(of(none, 'Data folder')).toMatchObject({ verdict: 'wrong', remedy: expect.stringContaining('DATA_DIR') });
    expect(of(none, 'Flush')?.verdict).toBe('wrong');
    const full = await doctor({ QUEUE_MIN_FREE_BYTES: '900_000_000_000' });
    expect(of(full, 'Data folder')?.remedy).toContain('QUEUE_MIN_FREE_BYTES');
  });

  it('names a port that something else holds', async () => {
    const { code, findings } = await doctor({ CLICKHOUSE_PORT: running().CLICKHOUSE_PORT });
    expect(code).toBe(1);
    expect(findings.filter(({ verdict }) => verdict === 'wrong')).toEqual([
      expect.objectContaining({ what: 'ClickHouse port', remedy: expect.stringContaining('CLICKHOUSE_PORT') }),
    ]);
  });

  it('[A4] names a ClickHouse server that does not answer', async () => {
    const away = await doctor({ CLICKHOUSE_URL: `http://127.0.0.1:${await freePort()}` });
    expect(of(away, 'ClickHouse')).toMatchObject({
      verdict: 'wrong',
      remedy: expect.stringContaining('CLICKHOUSE_URL'),
    });
  });

  it('names a clock that was set back', async () => {
    const dataDir = path.join(folder, 'clock');
    mkdirSync(path.join(dataDir, 'gateway'), { recursive: true });
    const file = path.join(dataDir, 'gateway', 'ledger.json');
    writeFileSync(file, '');
    const tomorrow = Date.now() / 1000 + 86_400;
    utimesSync(file, tomorrow, tomorrow);
    expect(of(await doctor({ DATA_DIR: dataDir }), 'Clock')).toMatchObject({
      verdict: 'warning',
      remedy: expect.stringContaining('NTP'),
    });
  });

  it('names migrations that are pending, and those that were edited', async () => {
    await sql(product, 'DELETE FROM schema_migrations WHERE version = 8');
    expect(of(await doctor(running()), 'Schema')).toMatchObject({
      verdict: 'warning',
      found: 'not applied yet: delivery_holds',
    });
    await sql(
      product,
      "INSERT INTO schema_migrations (version, name, checksum) VALUES (8, 'delivery_holds', 'edited')",
    );
    const edited = await doctor(running());
    expect(edited.code).toBe(1);
    expect(of(edited, 'Schema')).toMatchObject({ verdict: 'wrong', found: expect.stringContaining('edited since') });
  });
});
