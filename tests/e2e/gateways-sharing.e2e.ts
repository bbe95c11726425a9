import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IngestAnswer } from '@argus/contract';
import { Product, get, post, sendAll, sql, waitFor, waitUntil } from '../kit/index.js';

let first: Product;
let second: Product;

beforeAll(async () => {
  first = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
  second = await Product.start({ env: { THROTTLE_LIMIT: '0', CLICKHOUSE_URL: first.clickhouseUrl } });
}, 120_000);
afterAll(async () => {
  await second?.stop();
  await first?.stop();
});

const change = async (method: 'PUT' | 'DELETE', product: Product, path: string, body?: unknown) => {
  const sent = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
  const answer = await fetch(product.url + path, { method, ...sent });
  return answer.status;
};
const statusOf = async (product: Product, path: string) => (await get(product, path)).status;

/** `npm run keys -- ...` on the machine of one gateway. */
function keys(product: Product, ...args: string[]): string {
  const { PATH, HOME } = process.env;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/command.mjs', 'keys', ...args], {
    env: { PATH, HOME, DATA_DIR: product.dataDir },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

describe('what is read of two gateways', () => {
  it('[C1] [D1] walks, counts and windows hold the events of both, each once', async () => {
    const timestamp = Date.now();
    const events = (from: string) =>
      Array.from({ length: 30 }, (_, n) => ({ user_id: `${from}${n}`, name: 'page_view', page_url: '/p', timestamp }));
    // The same instant and, at each gateway, the same numbers: only the id tells them apart.
    const sent = await Promise.all([sendAll(first, events('a'), 'walk'), sendAll(second, events('b'), 'walk')]);
    await waitFor(async () => Number(await sql(first, `SELECT count() FROM events WHERE source = 'walk'`)), 60);
    for (const product of [first, second]) {
      const walked: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: { events: { event_id: string }[]; next_cursor: string | null } = (
          await get<{ events: { event_id: string }[]; next_cursor: string | null }>(
            product,
            `/events?source=walk&limit=7${cursor ? `&cursor=${cursor}` : ''}`,
          )
        ).body;
        walked.push(...page.events.map(({ event_id: id }) => id));
        cursor = page.next_cursor;
      }
      expect(walked.toSorted()).toEqual(sent.flatMap(({ event_ids: ids }) => ids as string[]).toSorted());
      const users = async () =>
        (await get<{ active_users: number }>(product, '/analytics/active-users?source=walk')).body.active_users;
      await waitFor(users, 60);
      const pages = async () =>
        (await get<{ pages: unknown[] }>(product, '/analytics/top-pages?source=walk')).body.pages;
      await waitFor(pages, [{ page_url: '/p', views: 60 }]);
    }
  });

  it('[B2] the outcomes of a gateway are its own', async () => {
    for (const product of [first, second]) {
      const outcomes = async () => {
        const { body } = await get<{ sources: Record<string, { stored: number }>; adds_up: boolean }>(
          product,
          '/outcomes',
        );
        return [body.sources['walk']?.stored, body.adds_up];
      };
      await waitFor(outcomes, [30, true]);
    }
  });
});

describe('what is set at one gateway', () => {
  it('[B7] counts at the other within seconds: settings of a source, changed and taken back at either', async () => {
    expect(await change('PUT', first, '/sources/shop', { throttle_limit: 17 })).toBe(200);
    const settings = async (product: Product) =>
      (await get<{ settings?: { throttle_limit?: number } }>(product, '/sources/shop')).body.settings?.throttle_limit;
    await waitFor(() => settings(second), 17);
    expect(await change('PUT', second, '/sources/shop', { throttle_limit: 18 })).toBe(200);
    await waitFor(() => settings(first), 18);
    expect(await change('DELETE', second, '/sources/shop')).toBe(204);
    await waitFor(() => statusOf(first, '/sources/shop'), 404);
  });

  it('[B8] so do the rules of an event type', async () => {
    const rules = { schema: { type: 'object', required: ['total'], properties: { total: { type: 'number' } } } };
    expect(await change('PUT', first, '/tracking-plan/order', rules)).toBe(200);
    const refused = async () => (await post<IngestAnswer>(second, '/events', { user_id: 'u', name: 'order' })).status;
    await waitFor(refused, 400);
    expect(await change('DELETE', second, '/tracking-plan/order')).toBe(204);
    await waitFor(() => statusOf(first, '/tracking-plan/order'), 404);
    expect((await post(first, '/events', { user_id: 'u', name: 'order' })).status).toBe(202);
  });

  it('[B7] so do keys, made and revoked on either machine; ClickHouse holds their hashes alone', async () => {
    const key = keys(first, 'create', '--source', 'shop', '--scope', 'ingest').split('\n')[0] ?? '';
    const send = async (product: Product, given: string) =>
      (await post(product, '/events', { user_id: 'u', name: 'x' }, given ? { 'x-api-key': given } : {})).status;
    await waitFor(async () => [await send(second, ''), await send(second, key)], [401, 202]);
    const shared = await sql(first, `SELECT value FROM gateway_settings WHERE kind = 'key'`);
    expect(shared).toContain('sha256');
    expect(shared).not.toContain(key.slice(-20));
    const admin = keys(second, 'create', '--scope', 'admin').split('\n')[0] ?? '';
    await waitFor(async () => (await get(first, '/sources', { 'x-api-key': admin })).status, 200);
    const asked = await post(first, '/query', { sql: 'SELECT * FROM gateway_settings' }, { 'x-api-key': admin });
    expect(asked.status).toBe(403);

    const id = /^(\w+)\s+shop\s+ingest/m.exec(keys(second, 'list'))?.[1] ?? '';
    keys(second, 'revoke', id);
    await waitFor(() => send(first, key), 401);
    await waitFor(() => send(second, key), 401);
  });

  it('[B7] a new gateway has the keys before its first request, and a lone one goes by its copy', async () => {
    // Where ClickHouse does not tell it the keys within three seconds it refuses to start, and is right.
    const third = await waitUntil(
      () => Product.start({ env: { HOST: '0.0.0.0', CLICKHOUSE_URL: first.clickhouseUrl } }),
      () => true,
      60_000,
    );
    try {
      expect((await post(third, '/events', { user_id: 'u', name: 'x' })).status).toBe(401);
      await first.stop({ keepData: true });
      const again = await third.stop({ keepData: true });
      expect(again).toBe(0);
      expect(keys(third, 'list')).toMatch(/shop\s+ingest .*revoked/);
      const key = keys(second, 'create', '--source', 'late', '--scope', 'ingest').split('\n')[0] ?? '';
      const send = async (given: string) =>
        (await post(second, '/events', { user_id: 'u', name: 'x' }, given ? { 'x-api-key': given } : {})).status;
      await waitFor(() => send(key), 202);
      expect(await send('')).toBe(401);
      first = await first.again();
      await waitFor(
        async () => (await post(first, '/events', { user_id: 'u', name: 'x' }, { 'x-api-key': key })).status,
        202,
      );
    } finally {
      await third.stop();
    }
  }, 300_000);
});
