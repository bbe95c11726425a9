import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventRow, Problem } from '@argus/contract';
import { Product, get, processes, sendAll, sql, untilStored, waitFor } from '../kit/index.js';

/** What the public contract says of the whole: aliases, errors of every route, health, the ClickHouse port, commands. */
let product: Product;
let event: EventRow;

const ROOT = path.resolve(import.meta.dirname, '../..');

beforeAll(async () => {
  product = await Product.start();
  const sent = {
    user_id: 'u',
    session_id: 's',
    name: 'view',
    page_url: '/p',
    timestamp: '2024-03-15T14:30:00.123456Z',
  };
  const { event_ids: ids } = await sendAll(product, [sent]);
  await untilStored(product, 1);
  event = (await get<EventRow>(product, `/events/${ids[0]}`)).body;
}, 180_000);
afterAll(() => product.stop());

/** A request with headers that fetch does not let one set. */
function ask(url: string, headers: Record<string, string>, method = 'GET'): Promise<{ status: number; type: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, method }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, type: String(response.headers['content-type']) });
    });
    sent.on('error', reject);
    sent.end();
  });
}

const READING = [
  '/analytics/active-users',
  '/analytics/top-pages?limit=5',
  '/analytics/active-sessions?user_id=u',
  '/analytics/active-sessions?limit=10',
  '/analytics/event-counts?event_type=view&start_date=2024-03-15&end_date=2024-03-15',
  '/analytics/event-counts-by-type?start_date=2024-03-15&end_date=2024-03-15',
  '/analytics?timestamp=1710513000000',
  '/analytics/timeseries?from=2024-03-15&to=2024-03-15&interval=hour',
  '/analytics/overview',
  '/events?limit=1',
  '/sessions/s',
  '/errors',
  '/outcomes',
  '/health/live',
  '/health/ready',
  '/metrics',
  '/openapi.json',
];

describe('every route', () => {
  it.each(READING)('[D1] %s is served under /api too', async (route) => {
    const [plain, alias] = [await get(product, route), await get(product, `/api${route}`)];
    expect([plain.status, alias.status]).toEqual([200, 200]);
    expect(alias.headers.get('content-type')).toBe(plain.headers.get('content-type'));
  });

  it('[B1] takes events, clicks and queries under /api too', async () => {
    const at = async (route: string, body?: string) => {
      const headers = { 'content-type': 'application/json' };
      const options = body === undefined ? { method: 'POST' } : { method: 'POST', body, headers };
      return (await fetch(product.url + route, options)).status;
    };
    expect(await at('/api/events?dry_run=true', '{"user_id":"u","name":"x"}')).toBe(202);
    expect(await at('/api/analytics?timestamp=1710513000000&user=u&event=impression')).toBe(204);
    expect(await at('/api/query', '{"sql":"SELECT 1"}')).toBe(200);
  });

  it.each([
    ['GET', '/no/such/route', 404],
    ['GET', '/api/no/such/route', 404],
    ['POST', '/no/such/route', 404],
    ['GET', '/swagger/no-such-file', 404],
    ['GET', '/%', 400],
    ['GET', '/events/%zz', 400],
    ['DELETE', '/events', 405],
    ['PUT', '/analytics', 405],
    ['POST', '/analytics/overview', 405],
    ['GET', '/query', 405],
    ['PATCH', '/sessions/s', 405],
    ['DELETE', '/outcomes', 405],
  ])('[B4] %s %s is %i as problem details', async (method, route, status) => {
    const response = await fetch(product.url + route, { method });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      expect.stringMatching(/^application\/problem\+json/),
    ]);
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: expect.any(String),
      status,
      detail: expect.any(String),
    } satisfies Record<keyof Pick<Problem, 'type' | 'title' | 'status' | 'detail'>, unknown>);
    if (status === 405) expect(response.headers.get('allow')).toMatch(/[A-Z]/);
  });

  it('[B7] refuses a foreign Host and a foreign Origin, on both ports and every kind of route', async () => {
    for (const route of ['/', '/events', '/swagger', '/openapi.json', '/no/such/route', '/metrics']) {
      for (const foreign of [{ host: 'evil.example' }, { origin: 'http://evil.example' }, { origin: 'null' }]) {
        const { status, type } = await ask(product.url + route, foreign);
        expect([route, foreign, status, type]).toEqual([
          route,
          foreign,
          403,
          expect.stringMatching(/^application\/problem\+json/),
        ]);
      }
    }
    for (const foreign of [{ host: 'evil.example' }, { origin: 'http://evil.example' }, { origin: 'null' }]) {
      for (const route of ['/?query=SELECT+1', '/ping']) {
        expect((await ask(product.clickhouseUrl + route, foreign)).status).toBe(403);
      }
    }
    const { port } = new URL(product.url);
    expect((await ask(`${product.url}/events`, { host: `localhost:${port}` })).status).toBe(200);
  });

  it('[E5] is in the OpenAPI document, with the errors that it can answer', async () => {
    interface Operation {
      responses: Record<string, unknown>;
    }
    const { body } = await get<{ paths: Record<string, Record<string, Operation>> }>(product, '/openapi.json');
    const statuses = (route: string, method: string) => Object.keys(body.paths[route]?.[method]?.responses ?? {});
    expect(statuses('/events', 'post')).toEqual(
      expect.arrayContaining(['202', '400', '401', '403', '413', '415', '429', '503']),
    );
    expect(statuses('/analytics', 'post')).toEqual(expect.arrayContaining(['204', '400', '401', '403', '429', '503']));
    expect(statuses('/query', 'post')).toEqual(expect.arrayContaining(['200', '400', '401', '403', '422']));
    for (const route of ['/events/{event_id}', '/sessions/{session_id}', '/errors/{error_id}']) {
      expect([route, statuses(route, 'get')]).toEqual([route, expect.arrayContaining(['200', '400', '404'])]);
    }
    for (const route of READING.filter((one) => /^\/(analytics|events|errors|outcomes)/.test(one))) {
      const [name = ''] = route.split('?');
      expect([name, statuses(name, 'get')]).toEqual([name, expect.arrayContaining(['200', '400', '401', '403'])]);
    }
    expect(statuses('/health/live', 'get')).toContain('200');
    expect(statuses('/health/ready', 'get')).toEqual(expect.arrayContaining(['200', '503']));
    expect(statuses('/metrics', 'get')).toContain('200');
  });
});

describe('the state of the service', () => {
  it('[E7] health and metrics', async () => {
    expect((await get(product, '/health/live')).body).toEqual({ status: 'ok' });
    await waitFor(async () => (await get(product, '/health/ready')).body, { status: 'ok', clickhouse: 'up' });
    const { headers, body } = await get<string>(product, '/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(body).toMatch(/^# TYPE argus_\w+ (?:counter|gauge|histogram)$/m);
  });

  it('[B4] counts every outcome by source, and says that they add up', async () => {
    const { body } = await get<Record<string, unknown>>(product, '/outcomes?source=default');
    expect(body).toEqual({ sources: { default: expect.any(Object) }, totals: expect.any(Object), adds_up: true });
    expect((await get(product, '/outcomes?source=nobody')).body).toMatchObject({
      sources: {},
      totals: { received: 0 },
    });
  });

  it('[A3] shows in the list of processes under the names of its parts', () => {
    const mine = processes().filter(({ pid, parent }) => [pid, parent].includes(product.supervisorPid));
    const named = (words: string) => mine.filter(({ command }) => command.includes(words)).map(({ parent }) => parent);
    expect(named('apps/gateway')).toEqual([product.supervisorPid]);
    expect(named('apps/engine')).toEqual([product.supervisorPid]);
  });
});

describe("ClickHouse's port", () => {
  const run = (statement: string, user?: string) =>
    fetch(`${product.clickhouseUrl}/${user ? `?user=${user}` : ''}`, { method: 'POST', body: statement });

  it('[D4] has a row for each event, with the columns of the contract', async () => {
    const columns = Object.keys(event).join(', ');
    const row = await sql(product, `SELECT ${columns} FROM events WHERE event_id = '${event.event_id}' FORMAT TSV`);
    const [id, source, timestamp, , user, session, category, name, page, data] = row.split('\t');
    expect([id, source, timestamp, user, session, category, name, page, data]).toEqual([
      event.event_id,
      'default',
      '2024-03-15 14:30:00.123456',
      'u',
      's',
      '',
      'view',
      '/p',
      '{}',
    ]);
    expect(await sql(product, 'SELECT currentDatabase()')).toBe('default');
  });

  it('[D4] gives the user default all rights and the user reader none but to read', async () => {
    expect((await run('CREATE TABLE scratch (a UInt8) ENGINE = MergeTree ORDER BY a')).status).toBe(200);
    expect((await run('INSERT INTO scratch VALUES (1)')).status).toBe(200);
    expect(await (await run('SELECT a FROM scratch', 'reader')).text()).toBe('1\n');
    for (const refused of [
      'INSERT INTO scratch VALUES (2)',
      'DROP TABLE scratch',
      'SET max_threads = 1',
      "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
      'SELECT * FROM system.processes',
    ]) {
      const answer = await run(refused, 'reader');
      expect([refused, answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([
        refused,
        403,
        '497',
      ]);
    }
    expect((await run('DROP TABLE scratch')).status).toBe(200);
    expect((await run('SELECT 1', 'nobody')).headers.get('x-clickhouse-exception-code')).toBe('516');
  });
});

describe('the commands', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };

  it.each(['start', 'test', 'generate', 'keys', 'sql', 'rebuild', 'verify', 'bench', 'doctor', 'check'])(
    '[A5] npm run %s has --help',
    (name) => {
      const [program = '', ...args] = (scripts[name] ?? '').split(' ');
      expect(program).toBe('node');
      const folder = `${product.dataDir}-none`;
      const { status, stdout } = spawnSync(process.execPath, [...args, '--help'], {
        cwd: ROOT,
        encoding: 'utf8',
        timeout: 60_000,
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: folder, PORT: '1' },
      });
      expect([name, status]).toEqual([name, 0]);
      expect(stdout).toMatch(new RegExp(`(?:[Uu]sage|npm (?:run )?${name})\\b`));
      expect(existsSync(folder)).toBe(false);
    },
  );
});
