import { request } from 'node:http';
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EngineUnderTest } from '../kit/engine.js';

let engine: EngineUnderTest;

beforeAll(async () => {
  engine = await EngineUnderTest.start();
});

afterAll(() => engine?.remove());

interface Raw {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** A request with headers that fetch would not send. */
function raw(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: engine.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

describe('[D4] the HTTP interface', () => {
  it.each([
    ['GET', '/ping', 200, 'Ok.\n'],
    ['HEAD', '/ping', 200, ''],
    ['GET', '/', 200, 'Ok.\n'],
    ['GET', '/replicas_status', 200, 'Ok.\n'],
  ])('[D4] %s %s says that it works', async (method, path, status, text) => {
    const answer = await raw(method, path);
    expect([answer.status, answer.body.toString()]).toEqual([status, text]);
  });

  it('[D4] knows no other paths and methods', async () => {
    expect((await raw('GET', '/nope')).status).toBe(404);
    expect((await raw('PUT', '/')).status).toBe(405);
    for (const path of ['//', '/%', '/?query=%', '/?query=SELECT+1%00', '//?a=?&b', '*']) {
      expect((await raw('GET', path)).status).toBeLessThan(501);
    }
    expect((await raw('GET', '/ping')).status).toBe(200);
  });

  it('[D4] says what a server says in its headers', async () => {
    const { headers, status, body } = await raw(
      'GET',
      '/?query=SELECT+1&query_id=abc&default_format=JSONCompactEachRow',
    );
    expect(status).toBe(200);
    expect(body.toString()).toBe('[1]\n');
    expect(headers).toMatchObject({
      'x-clickhouse-query-id': 'abc',
      'x-clickhouse-format': 'JSONCompactEachRow',
      'x-clickhouse-timezone': expect.any(String),
      'x-clickhouse-server-display-name': expect.any(String),
      'content-type': 'application/x-ndjson; charset=UTF-8',
      connection: 'keep-alive',
    });
    expect(JSON.parse(String(headers['x-clickhouse-summary']))).toMatchObject({ result_rows: '1' });
  });

  it('[D4] reads the statement from the URL, the body, or both', async () => {
    expect(await engine.sql('SELECT 1')).toBe('1\n');
    expect(await engine.sql(' 1 + 1', { query: 'SELECT' })).toBe('2\n');
    expect(await engine.sql('', { query: 'SELECT 3' })).toBe('3\n');
    expect((await raw('POST', '/')).status).toBe(400);
  });

  it('[D4] takes the format from FORMAT, default_format or a header, in this order', async () => {
    expect(await engine.sql('SELECT 1 AS a FORMAT CSV', { default_format: 'JSON' })).toBe('1\n');
    const byHeader = await engine.post('SELECT 1 AS a', {}, { 'X-ClickHouse-Format': 'JSONEachRow' });
    expect(await byHeader.text()).toBe('{"a":1}\n');
  });

  it.each([
    ["SELECT ';' /* ; */ -- ;\n", ';\n'],
    ['SELECT $$;$$;', ';\n'],
    ['EXISTS system.one;;;', '1\n'],
    ["SELECT 'FORMAT JSON' AS format", 'FORMAT JSON\n'],
    ['SELECT 1 AS a, 2 AS format FORMAT CSV', '1,2\n'],
    ['SELECT number FROM numbers(3) LIMIT 1 SETTINGS max_threads = 1', '0\n'],
    ['(SELECT 1) UNION ALL (SELECT 1) FORMAT CSV SETTINGS max_threads = 1', '1\n1\n'],
    ["SELECT 'é\\'ü'", "é\\'ü\n"],
    ['WITH 1 AS x SELECT x', '1\n'],
    ['DESCRIBE TABLE system.one', 'dummy\tUInt8\t\t\t\t\t\n'],
    ['SELECT 1 # comment', '1\n'],
    ['EXPLAIN AST SELECT 1 FORMAT LineAsString', expect.stringContaining('SelectQuery')],
  ])('[D4] runs %s', async (statement, expected) => {
    expect(await engine.sql(statement)).toEqual(expected);
  });

  it('[D4] changes nothing by GET', async () => {
    const answer = await raw('GET', `/?query=${encodeURIComponent('CREATE TABLE no (a Int8) ENGINE = Memory')}`);
    expect([answer.status, answer.headers['x-clickhouse-exception-code']]).toEqual([500, '164']);
    expect((await raw('HEAD', '/?query=SELECT+1')).status).toBe(200);
  });

  it.each(['X-ClickHouse-User', 'basic', 'url', 'none'])('[D4] accepts the user by %s', async (way) => {
    const headers: Record<string, string> = {
      'X-ClickHouse-User': { 'X-ClickHouse-User': 'default', 'X-ClickHouse-Key': '' },
      basic: { Authorization: `Basic ${Buffer.from('default:').toString('base64')}` },
      url: {},
      none: {},
    }[way] as Record<string, string>;
    const answer = await raw('POST', way === 'url' ? '/?user=default&password=' : '/', headers, 'SELECT currentUser()');
    expect(answer.body.toString()).toBe('default\n');
  });

  it('[D4] chooses the database by URL and by header', async () => {
    await engine.sql('CREATE DATABASE other');
    expect(await engine.sql('SELECT currentDatabase()', { database: 'other' })).toBe('other\n');
    const byHeader = await engine.post('SELECT currentDatabase()', {}, { 'X-ClickHouse-Database': 'other' });
    expect(await byHeader.text()).toBe('other\n');
    expect(await engine.sql('SELECT currentDatabase()')).toBe('default\n');
  });

  it('[D4] compresses only for those who ask, as they ask', async () => {
    const path = '/?enable_http_compression=1';
    const sql = 'SELECT number FROM numbers(1000)';
    const plain = await raw('POST', '/', { 'Accept-Encoding': 'gzip' }, sql);
    const zipped = await raw('POST', path, { 'Accept-Encoding': 'br;q=0, deflate, gzip' }, sql);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('[D4] reads bodies in %s, statements and rows alike', async (encoding, compress) => {
    await engine.sql(`CREATE TABLE IF NOT EXISTS z_${encoding} (a UInt32) ENGINE = MergeTree ORDER BY a`);
    const send = (query: string, body: string) =>
      fetch(`${engine.url}/?query=${encodeURIComponent(query)}`, {
        method: 'POST',
        headers: { 'Content-Encoding': encoding },
        body: new Uint8Array(compress(body)),
      });
    expect((await send(`INSERT INTO z_${encoding} FORMAT CSV`, '1\n2\n')).status).toBe(200);
    expect((await send('', `INSERT INTO z_${encoding} FORMAT CSV\n3\n4\n`)).status).toBe(200);
    expect(await (await send('', `SELECT sum(a) FROM z_${encoding}`)).text()).toBe('10\n');
    const broken = await fetch(`${engine.url}/?query=INSERT+INTO+z_${encoding}+FORMAT+CSV`, {
      method: 'POST',
      headers: { 'Content-Encoding': encoding },
      body: 'not compressed',
    });
    expect(broken.ok).toBe(false);
    const statement = { method: 'POST', headers: { 'Content-Encoding': encoding }, body: 'SELECT 1' };
    expect((await fetch(engine.url, statement)).headers.get('x-clickhouse-exception-code')).toBe('117');
  });

  it('[D4] takes an INSERT with its rows in one large body', async () => {
    await engine.sql('CREATE TABLE large (a UInt64, s String) ENGINE = MergeTree ORDER BY a');
    const lines = Array.from({ length: 200_000 }, (_, a) => `{"a":${a},"s":"row ${a}"}\n`).join('');
    expect((await engine.post(`INSERT INTO large FORMAT JSONEachRow\n${lines}`)).status).toBe(200);
    expect(await engine.sql('SELECT count(), sum(a), uniqExact(s) FROM large')).toBe('200000\t19999900000\t200000\n');
    expect(await engine.sql("SELECT count() FROM system.parts WHERE table = 'large' AND level = 0 AND active")).toBe(
      '1\n',
    );
  });

  it('[D4] takes statements of several MB', async () => {
    const ids = Array.from({ length: 300_000 }, (_, i) => i).join(',');
    const sql = `SELECT count() FROM numbers(10) WHERE number IN (${ids}) SETTINGS max_query_size = 10000000`;
    expect(await engine.sql(sql, { max_query_size: '10000000' })).toBe('10\n');
  });

  it.each([
    [{ Host: 'evil.example' }, 403],
    [{ Host: 'localhost.evil.example:8123' }, 403],
    [{ Host: '127.0.0.1.evil.example' }, 403],
    [{ Origin: 'https://evil.example' }, 403],
    [{ Origin: 'null' }, 403],
    [{ Origin: 'http://localhost.evil.example' }, 403],
    [{ Origin: 'http://127.0.0.1:3000' }, 200],
    [{ Host: 'localhost:8123' }, 200],
    [{ Host: '[::1]:8123' }, 200],
  ])('[D4] keeps foreign web pages out: %j', async (headers, status) => {
    expect((await raw('POST', '/', headers as Record<string, string>, 'SELECT 1')).status).toBe(status);
    expect((await raw('GET', '/ping', headers as Record<string, string>)).status).toBe(status);
  });

  it('[D4] tells of progress while a query runs, in the head of the answer', async () => {
    const asked = '/?send_progress_in_http_headers=1&http_headers_progress_interval_ms=100&query_id=slow';
    // Long enough for a report on a busy machine as well.
    const slow = 'SELECT sum(sleepEachRow(0.05)) AS s FROM numbers(60) SETTINGS max_block_size = 1';
    const { headers, status, body } = await raw('POST', `${asked}&default_format=JSONEachRow`, {}, slow);
    expect({ status, body: body.toString() }).toEqual({ status: 200, body: '{"s":0}\n' });
    expect(JSON.parse(String(headers['x-clickhouse-progress']).split(', {')[0] ?? '')).toMatchObject({
      read_rows: expect.stringMatching(/^\d+$/),
      elapsed_ns: expect.stringMatching(/^\d+$/),
    });
    const failing =
      'SELECT count() FROM numbers(70) WHERE sleepEachRow(0.05) = 0 AND NOT throwIf(number = 60) SETTINGS max_block_size = 1';
    const failed = await raw('POST', asked, {}, failing);
    expect([failed.status, failed.headers['x-clickhouse-exception-code']]).toEqual([200, '395']);
    expect(failed.body.toString()).toMatch(/^Code: 395\. /);
  });

  it('[D4] holds a result back for a slow reader instead of piling it up', async () => {
    const before = Number(await engine.sql("SELECT value FROM system.metrics WHERE metric = 'MemoryTracking'"));
    const response = await engine.post(
      'SELECT number, repeat(toString(number), 20) FROM system.numbers LIMIT 50000000',
    );
    const reader = response.body!.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const after = Number(await engine.sql("SELECT value FROM system.metrics WHERE metric = 'MemoryTracking'"));
    await reader.cancel();
    expect(after - before).toBeLessThan(200_000_000);
  });
});
