import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IngestAnswer, Problem } from '@argus/contract';
import { Product, get, post, untilStored, waitFor } from '../kit/index.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const event = { user_id: 'u', name: 'x' };

/** `npm run keys -- ...` on a data folder. */
function keys(dataDir: string, ...args: string[]): { status: number | null; out: string } {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NODE_ENV: 'test', DATA_DIR: dataDir };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/command.mjs', 'keys', ...args], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
  return { status, out: stdout + stderr };
}

const keyIn = (out: string): string => /argus_\S+/.exec(out)?.[0] ?? '';

/** A GET with a Host of one's own, which fetch does not allow. */
function statusFor(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('keys', () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'argus-keys-'));
  let product: Product;
  let ingest = '';
  let readAll = '';
  let readShop = '';
  let admin = '';

  beforeAll(async () => {
    ingest = keyIn(keys(dataDir, 'create', '--source', 'shop', '--scope', 'ingest').out);
    readAll = keyIn(keys(dataDir, 'create', '--scope', 'read').out);
    readShop = keyIn(keys(dataDir, 'create', '--source', 'shop', '--scope', 'read').out);
    admin = keyIn(keys(dataDir, 'create', '--scope', 'admin').out);
    product = await Product.start({ dataDir });
  });
  afterAll(async () => {
    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

  it('[B7] are kept hashed, and listed without the key', () => {
    const file = readFileSync(path.join(dataDir, 'keys.json'), 'utf8');
    const list = keys(dataDir, 'list').out;
    for (const key of [ingest, readAll, readShop, admin]) {
      expect(key).toMatch(/^argus_[a-z]+_[\w-]{43}$/);
      expect(file).not.toContain(key);
      expect(list).not.toContain(key);
    }
    expect(list.split('\n').filter((line) => /shop|\*/.test(line))).toHaveLength(4);
  });

  it('[B7] are taken in each of three headers', async () => {
    for (const headers of [bearer(ingest), { authorization: `Token ${ingest}` }, { 'x-api-key': ingest }]) {
      expect((await post(product, '/events', event, headers)).status).toBe(202);
    }
  });

  it('[B7] missing or unknown ones are 401, never a silent success', async () => {
    for (const headers of [{}, bearer('argus_ingest_nonsense'), { authorization: `Basic ${ingest}` }]) {
      const { status, headers: sent } = await post(product, '/events', event, headers);
      expect([status, sent.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')]);
      expect((await get(product, '/analytics/active-users', headers)).status).toBe(401);
    }
  });

  it('[B7] for ingestion cannot read, those for reading cannot write, only admin administers', async () => {
    const reading = ['/analytics/active-users', '/events', '/errors', '/outcomes', '/metrics', '/tracking-plan'];
    for (const route of reading) {
      expect([route, (await get(product, route, bearer(ingest))).status]).toEqual([route, 403]);
      expect([route, (await get(product, route, bearer(readAll))).status]).toEqual([route, 200]);
    }
    expect((await post(product, '/events', event, bearer(readAll))).status).toBe(403);
    expect((await post(product, '/events', event, bearer(admin))).status).toBe(403);
    expect((await get(product, '/admin/consumption', bearer(readAll))).status).toBe(403);
    expect((await get(product, '/admin/consumption', bearer(admin))).status).toBe(200);
  });

  it('[B7] say whose events they are, and see their source only', async () => {
    const mismatch = await post<Problem>(product, '/events', event, { ...bearer(ingest), 'x-source': 'other' });
    expect([mismatch.status, mismatch.body.errors?.[0]?.field]).toEqual([400, 'X-Source']);
    const other = keyIn(keys(dataDir, 'create', '--source', 'other', '--scope', 'ingest').out);
    await waitFor(async () => (await post(product, '/events', event, bearer(other))).status, 202);
    await untilStored(product, 4);
    const sources = async (route: string, key: string) => {
      const { body } = await get<{ events: { source: string }[] }>(product, route, bearer(key));
      return [...new Set(body.events.map(({ source }) => source))].sort();
    };
    expect(await sources('/events', readAll)).toEqual(['other', 'shop']);
    expect(await sources('/events', readShop)).toEqual(['shop']);
    expect((await get(product, '/events?source=other', bearer(readShop))).status).toBe(403);
    expect((await post(product, '/query', { sql: 'SELECT 1' }, bearer(readShop))).status).toBe(403);
  });

  it('[B7] leave health, pages and docs open', async () => {
    for (const route of ['/health/live', '/health/ready', '/openapi.json', '/swagger', '/redoc']) {
      expect([route, (await fetch(product.url + route)).status]).toEqual([route, 200]);
    }
  });

  it('[B7] work from any host name, and from pages of origins that the source allows', async () => {
    expect(await statusFor(`${product.url}/events`, { ...bearer(readAll), host: 'argus.example' })).toBe(200);
    const origin = 'https://shop.example';
    const from = (page: string) => post(product, '/events', event, { ...bearer(ingest), origin: page });
    const settings = await fetch(`${product.url}/sources/shop`, {
      method: 'PUT',
      headers: { ...bearer(admin), 'content-type': 'application/json' },
      body: JSON.stringify({ origins: [origin] }),
    });
    expect(settings.status).toBe(200);
    const allowed = await from(origin);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([202, origin]);
    expect((await from('https://evil.example')).status).toBe(403);
    const preflight = (page: string) =>
      fetch(`${product.url}/events`, {
        method: 'OPTIONS',
        headers: { origin: page, 'access-control-request-method': 'POST' },
      });
    const answer = await preflight(origin);
    expect([answer.status, answer.headers.get('access-control-allow-headers')]).toEqual([
      204,
      expect.stringContaining('Authorization'),
    ]);
    expect((await preflight('https://evil.example')).status).toBe(403);
    const reading = await get(product, '/events', { ...bearer(readAll), origin });
    expect(reading.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('[B7] count no more once they are revoked', async () => {
    const id = /^(\w+)\s+shop\s+ingest/m.exec(keys(dataDir, 'list').out)?.[1] ?? '';
    expect(keys(dataDir, 'revoke', id).status).toBe(0);
    await waitFor(async () => (await post(product, '/events', event, bearer(ingest))).status, 401);
    expect(keys(dataDir, 'list').out).toMatch(new RegExp(`^${id}.*revoked`, 'm'));
    expect(keys(dataDir, 'revoke', id).status).toBe(1);
  });

  it('[B7] the command explains itself', () => {
    expect(keys(dataDir, '--help').out).toContain('npm run keys -- create');
    expect(keys(dataDir, 'create', '--scope', 'all')).toMatchObject({
      status: 1,
      out: expect.stringContaining('--scope'),
    });
  });
});

describe('without keys', () => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.start();
  });
  afterAll(() => product.stop());

  it('[B7] refuses to listen beyond loopback, and says what to do', async () => {
    const failure = await Product.start({ env: { HOST: '0.0.0.0' } }).then(
      async (started) => {
        await started.stop();
        return 'it started';
      },
      (error: Error) => error.message,
    );
    expect(failure).toContain('npm run keys');
    expect(failure).toContain('ALLOW_NO_KEYS=1');
  });

  it('[B7] refuses a foreign Host and pages of other sites, for reading and for writing', async () => {
    expect(await statusFor(`${product.url}/events`, { host: 'evil.example' })).toBe(403);
    expect(await statusFor(`${product.url}/`, { host: 'evil.example' })).toBe(403);
    expect(await statusFor(`${product.url}/events`, { host: 'localhost:1' })).toBe(200);
    expect((await get(product, '/events', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post(product, '/events', event, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post(product, '/events', event, { origin: 'null' })).status).toBe(403);
    const local = await post(product, '/events', event, { origin: 'http://localhost:5173' });
    expect([local.status, local.headers.get('access-control-allow-origin')]).toEqual([202, 'http://localhost:5173']);
  });

  it('[B7] puts a strict content security policy on every page', async () => {
    for (const route of ['/', '/swagger', '/redoc', '/health/live']) {
      const { headers } = await fetch(product.url + route);
      expect(headers.get('content-security-policy')).toContain("script-src 'self';");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('[B8] ships a strict source with just view, click and location', async () => {
    const body = readFileSync(path.join(ROOT, 'libs/tracking-plan/examples/strict-source.json'));
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${product.url}/sources/strict`, { method: 'PUT', headers, body })).status).toBe(200);
    const answer = await post<IngestAnswer>(
      product,
      '/events',
      [
        { user_id: 'u', event_type: 'view', payload: { url: '/a', title: 'A' } },
        { user_id: 'u', event_type: 'click', payload: { element_id: 'b', text: 'B', xpath: '/b' } },
        { user_id: 'u', event_type: 'location', payload: { latitude: -90, longitude: 180 } },
        { user_id: 'u', event_type: 'page_view', page_url: '/a' },
        { user_id: 'u', event_type: 'jump' },
        { user_id: 'u', event_type: 'view', payload: { title: 'A' } },
      ],
      { 'x-source': 'strict' },
    );
    expect(answer.body).toMatchObject({ accepted: 3, rejected: 3 });
    expect(answer.body.errors.map(({ index, field, code }) => `${index} ${field} ${code}`)).toEqual([
      '3 event_type unknown_event_type',
      '4 event_type unknown_event_type',
      '5 data.url required',
    ]);
  });

  it('[B8] warns, or only observes, where a source wants that', async () => {
    const set = (source: string, mode: string) =>
      fetch(`${product.url}/sources/${source}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tracking_plan: mode }),
      });
    await set('warned', 'warn');
    await set('observed', 'observe');
    const wrong = { user_id: 'u', name: 'location' };
    const warned = await post(product, '/events', wrong, { 'x-source': 'warned' });
    expect(warned.body).toMatchObject({
      accepted: 1,
      errors: [],
      warnings: [
        { index: 0, field: 'data.latitude', code: 'required' },
        { index: 0, field: 'data.longitude', code: 'required' },
      ],
    });
    const observed = await post<object>(product, '/events', wrong, { 'x-source': 'observed' });
    expect(observed.body).toMatchObject({ accepted: 1 });
    expect(Object.keys(observed.body)).not.toContain('warnings');
  });
});
