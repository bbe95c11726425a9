import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { invalidKinds } from '../../generator/src/traffic/invalid.kinds.js';
import type { Report } from '../../generator/src/report/report.js';
import type { IngestAnswer } from '@argus/contract';
import { freePort, get, post, Product, sql, untilDead, untilStored, waitFor, waitUntil } from '../kit/index.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function generate(url: string, line: string): { child: ChildProcess; ended: Promise<Ended> } {
  const args = ['generator/dist/main.js', '--url', url, ...line.split(' ')];
  const env = { PATH: process.env['PATH'] };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return { child, ended };
}

async function reportOf(url: string, line: string): Promise<Report> {
  const { code, stdout, stderr } = await generate(url, `${line} --json`).ended;
  if (code !== 0) throw new Error(`the generator ended with ${code}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Report;
}

/** A machine that is too busy skips moments of the schedule, and says so; else exactly so many were sent. */
function due(report: Report, events: number): number {
  return report.behind_seconds === 0 ? events : report.events.sent;
}

async function stored(product: Product, source: string): Promise<{ rows: number; ids: number }> {
  const query = `SELECT count(), uniqExact(event_id) FROM events WHERE source = '${source}' FORMAT TSV`;
  const [rows = -1, ids = -1] = (await sql(product, query)).split('\t').map(Number);
  return { rows, ids };
}

const untilSourceHas = (product: Product, source: string, rows: number) =>
  waitUntil(
    () => stored(product, source),
    (now) => now.rows >= rows,
    60_000,
    `to reach ${rows} rows`,
  );

describe('the generator against the product', () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.start();
  });
  afterAll(() => product.stop());

  it('[E2] sends valid events at a regular rate for the time asked, and every one is stored once', async () => {
    const report = await reportOf(product.url, '--rate 200 --duration 3s --source regular');
    const sent = due(report, 600);
    const events = { sent, accepted: sent, duplicates: 0, recovered: 0, rejected: 0, undelivered: 0 };
    expect(report.events).toEqual(events);
    expect(report.requests).toEqual({ sent, throttled: 0, refused: 0, failed: 0 });
    expect(await untilSourceHas(product, 'regular', sent)).toEqual({ rows: sent, ids: sent });
  });

  it.each(invalidKinds(Date.now))('[B4] the gateway explains "$name" as $code', async ({ spoil, code }) => {
    const valid = { user_id: 'ada', session_id: 's1', event_type: 'view', payload: { url: 'https://example.com/' } };
    const { status, body } = await post<IngestAnswer>(product, '/events?dry_run=true', [spoil(valid)]);
    expect(status).toBe(400);
    expect(body.errors.map((error) => error.code)).toContain(code);
  });

  it('[E2] [B4] [B11] what was meant to be refused is refused, and nothing else', async () => {
    const report = await reportOf(product.url, '--rate 1000 --duration 3s --invalid 20% --bots 20% --source mixed');
    const { events, expected } = report;
    expect(events.sent).toBe(due(report, 3_000));
    expect(expected.invalid).toBeGreaterThan(0);
    expect(expected.bot).toBeGreaterThan(0);
    expect(events.rejected).toBe(expected.invalid + expected.bot);
    expect(events.accepted).toBe(expected.accepted);
    expect(report.error_codes['bot']).toBe(expected.bot);
    expect((await untilSourceHas(product, 'mixed', events.accepted)).rows).toBe(events.accepted);
    // What the sender says and what the ledger says are counted apart from each other.
    const ledger = { received: events.sent, stored: events.accepted, invalid: expected.invalid, bot: expected.bot };
    await waitFor(async () => {
      const { body } = await get<{ sources: Record<string, Record<string, number>> }>(product, '/outcomes');
      return Object.fromEntries(Object.keys(ledger).map((name) => [name, body.sources['mixed']?.[name]]));
    }, ledger);
  });

  it('[E2] [B10] a back-fill lies within its days, and the same seed again stores nothing twice', async () => {
    const line = '--backfill 5000 --from 2025-05-01 --to 2025-05-29 --seed 42 --source past';
    const first = await reportOf(product.url, line);
    expect(first.events).toMatchObject({ sent: 5_000, accepted: 5_000, duplicates: 0 });
    expect(await untilSourceHas(product, 'past', 5_000)).toEqual({ rows: 5_000, ids: 5_000 });
    const days = `SELECT min(toDate(timestamp)), max(toDate(timestamp)), uniqExact(toDate(timestamp)) FROM events WHERE source = 'past' FORMAT TSV`;
    expect(await sql(product, days)).toBe('2025-05-01\t2025-05-29\t29');

    const second = await reportOf(product.url, line);
    expect(second.events).toMatchObject({ sent: 5_000, accepted: 0, duplicates: 5_000 });
    expect(await stored(product, 'past')).toEqual({ rows: 5_000, ids: 5_000 });
  });

  it('[E2] Ctrl-C ends it with a report for people', async () => {
    const { child, ended } = generate(product.url, '--rate 100 --source stopped');
    await waitUntil(
      () => stored(product, 'stopped'),
      ({ rows }) => rows > 50,
    );
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    const [, sent, accepted] = /^Sent ([\d,]+) events[\s\S]*accepted +([\d,]+)/.exec(stdout) ?? [];
    expect(accepted).toBe(sent);
    const rows = Number(sent?.replaceAll(',', ''));
    expect(await untilSourceHas(product, 'stopped', rows)).toEqual({ rows, ids: rows });
  });

  it('[E2] says so when nothing answers, or when it cannot be understood', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const absent = await generate(nobody, '--rate 10 --duration 1s --wait 500ms').ended;
    expect(absent.code).toBe(1);
    expect(absent.stderr).toContain(`nothing answers at ${nobody}`);
    const garbled = await generate(nobody, '--rate fast').ended;
    expect(garbled.code).toBe(1);
    expect(garbled.stderr).toContain('Give events per second');
  });

  it('[E2] [B10] loses nothing and doubles nothing when the gateway is killed in between', async () => {
    const { child, ended } = generate(product.url, '--rate 2000 --batch 20 --source killed --json');
    await waitUntil(
      () => stored(product, 'killed'),
      ({ rows }) => rows > 1_000,
    );
    const { pid } = product.gateway;
    process.kill(pid, 'SIGKILL');
    await untilDead(pid);
    await waitFor(async () => (await get(product, '/health/ready')).status, 200, 60_000);
    // Not after a time: on a slow machine that may be over before anything was killed.
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(report.requests.failed).toBeGreaterThan(0);
    const { sent, accepted, duplicates, recovered } = report.events;
    expect(accepted + duplicates).toBe(sent);
    expect(recovered).toBe(duplicates);
    expect(await untilSourceHas(product, 'killed', sent)).toEqual({ rows: sent, ids: sent });
  }, 300_000);
});

describe('the generator against a gateway that throttles', () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.start({ env: { THROTTLE_LIMIT: '200', THROTTLE_TTL: '1' } });
  });
  afterAll(() => product.stop());

  it('[B5] [E2] waits as long as Retry-After says, and delivers everything', async () => {
    const report = await reportOf(product.url, '--backfill 1000 --batch 50');
    expect(report.events).toMatchObject({ sent: 1_000, accepted: 1_000, undelivered: 0 });
    expect(report.requests.throttled).toBeGreaterThan(0);
    await untilStored(product, 1_000);
  });
});
