import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EngineUnderTest } from '../kit/engine.js';

/** A script against a ClickHouse server, by ClickHouse's own client; nothing in it knows that the server is embedded. */
let engine: EngineUnderTest;
let client: ClickHouseClient;
let tables = 0;

beforeAll(async () => {
  engine = await EngineUnderTest.start();
  client = engine.client();
});

afterAll(async () => {
  await client?.close();
  await engine?.remove();
});

async function makeTable(settings = ''): Promise<string> {
  const table = `t${tables++}`;
  await client.command({
    query: `CREATE TABLE ${table} (id UInt64, name String, sku Array(UInt8)) ENGINE = MergeTree ORDER BY id ${settings}`,
    clickhouse_settings: { wait_end_of_query: 1 },
  });
  return table;
}

const rows = [
  { id: '42', name: 'hello', sku: [0, 1] },
  { id: '43', name: 'wörld ♥ 🅷', sku: [2, 3] },
  { id: '44', name: "it's \\ a\ttab\nline", sku: [] },
];

describe('[D4] errors', () => {
  it.each([
    ['SELECT number FR', '47', 'UNKNOWN_IDENTIFIER', 404],
    ['SELECT * FROM unknown_table', '60', 'UNKNOWN_TABLE', 404],
    ['SELECT * FRON unknown_table', '62', 'SYNTAX_ERROR', 400],
    ['SELECT 1; SELECT 2', '62', 'SYNTAX_ERROR', 400],
    ['EXPLAIN SELECT 1; DROP TABLE t0', '62', 'SYNTAX_ERROR', 400],
    ['SELECT nope(1)', '46', 'UNKNOWN_FUNCTION', 404],
    ["SELECT throwIf(1, 'boom')", '395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO', 500],
    ["SELECT toUInt8('x')", '6', 'CANNOT_PARSE_TEXT', 400],
    ["SELECT 1 INTO OUTFILE '/tmp/x'", '348', 'INTO_OUTFILE_NOT_ALLOWED', 500],
    ['SELECT 1 SETTINGS foobar = 1', '115', 'UNKNOWN_SETTING', 404],
    ['SELECT sleep(2) SETTINGS max_execution_time = 0.2', '159', 'TIMEOUT_EXCEEDED', 408],
    ['SELECT 1 FORMAT Nope', '73', 'UNKNOWN_FORMAT', 404],
  ])('[D4] %s', async (query, code, type, status) => {
    const error = await client.exec({ query }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ClickHouseError);
    expect(error).toMatchObject({ code, type });
    const response = await engine.post(query);
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([status, code]);
    expect(await response.text()).toMatch(
      /^Code: \d+\. DB::Exception: .*\([A-Z_]+\) \(version [\d.]+ \(official build\)\)\n$/s,
    );
  });

  it('[D4] says where the syntax is wrong, and nothing of how it works inside', async () => {
    const error = client.query({ query: 'SELECT *\n/* comment */\nFRON unknown_table' });
    await expect(error).rejects.toMatchObject({ message: expect.stringContaining('Syntax error: failed at position') });
    for (const broken of [
      'SELECT * FRON unknown_table t',
      'SELECT 1 FORMAT',
      'EXPLAIN',
      "SELECT 'open",
      'SELECT (1',
      'FROM t',
    ]) {
      const text = await (await engine.post(broken)).text();
      expect(text).toMatch(/^Code: 62\. DB::Exception: .*yntax error.*\(SYNTAX_ERROR\) \(version/s);
      expect(text).not.toMatch(/OUTFILE|TRUNCATE|formatQuery|argus-engine|pipe-/);
    }
  });

  it('[D4] refuses unknown users, databases and settings', async () => {
    const stranger = engine.client({ username: 'gibberish', password: 'gibberish' });
    await expect(stranger.query({ query: 'SELECT 1' })).rejects.toMatchObject({
      code: '516',
      type: 'AUTHENTICATION_FAILED',
    });
    await stranger.close();
    const elsewhere = engine.client({ database: 'nowhere' });
    await expect(elsewhere.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '81' });
    await elsewhere.close();
    const table = await makeTable();
    const insert = client.insert({
      table,
      values: rows,
      format: 'JSONEachRow',
      clickhouse_settings: { foobar: 1 } as never,
    });
    await expect(insert).rejects.toMatchObject({ code: '115', message: expect.stringContaining('foobar') });
  });

  it('[D4] tells of an exception in the middle of a stream', async () => {
    const result = await client.query({
      query: "SELECT number AS n, throwIf(number = 5000, 'boom') AS e FROM system.numbers LIMIT 100000",
      format: 'JSONEachRow',
      clickhouse_settings: { max_block_size: '1' },
    });
    let seen = 0;
    const reading = (async () => {
      for await (const chunk of result.stream()) seen += chunk.length;
    })();
    await expect(reading).rejects.toMatchObject({ code: '395', message: expect.stringContaining('boom') });
    expect(seen).toBeGreaterThan(50);
  });

  it('[D4] gives an error its status even late, when the client waits for the end', async () => {
    const query = 'SELECT throwIf(number = 100) FROM numbers(1000) SETTINGS max_block_size = 1';
    const response = await engine.post(query, { wait_end_of_query: '1' });
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([500, '395']);
  });
});
