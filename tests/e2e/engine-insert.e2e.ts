import { Readable } from 'node:stream';
import { type ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EngineUnderTest } from '../kit/engine.js';
import { waitFor } from '../kit/index.js';

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

async function rowsOf<T>(query: string): Promise<T[]> {
  const result = await client.query({ query, format: 'JSONEachRow' });
  return result.json<T>();
}

const rows = [
  { id: '42', name: 'hello', sku: [0, 1] },
  { id: '43', name: 'wörld ♥ 🅷', sku: [2, 3] },
  { id: '44', name: "it's \\ a\ttab\nline", sku: [] },
];

const meta = [
  { name: 'id', type: 'UInt64' },
  { name: 'name', type: 'String' },
  { name: 'sku', type: 'Array(UInt8)' },
];

describe('[D4] inserting', () => {
  it.each(['JSONEachRow', 'JSONCompactEachRow', 'JSONObjectEachRow', 'JSON'] as const)(
    '[D4] inserts %s',
    async (format) => {
      const table = await makeTable();
      const values = {
        JSONEachRow: rows,
        JSONCompactEachRow: rows.map(({ id, name, sku }) => [id, name, sku]),
        JSONObjectEachRow: Object.fromEntries(rows.map((row, i) => [`r${i}`, row])),
        JSON: { meta, data: rows },
      }[format];
      await client.insert({ table, values: values as never, format: format as 'JSONEachRow' });
      const stored = await rowsOf(`SELECT toString(id) AS id, name, sku FROM ${table} ORDER BY id`);
      expect(stored).toEqual(rows);
    },
  );

  it('[D4] inserts streams of objects and of bytes, compressed or not', async () => {
    const table = await makeTable();
    await client.insert({ table, values: Readable.from(rows), format: 'JSONEachRow' });
    const bytes = Readable.from(['1,a,"[1,2]"\n2,', 'b,"[]"'], { objectMode: false });
    await client.insert({ table, values: bytes, format: 'CSV' });
    const compressed = engine.client({ compression: { request: true } });
    await compressed.insert({ table, values: [{ id: '3', name: 'c', sku: [7] }], format: 'JSONEachRow' });
    await compressed.close();
    expect(await rowsOf(`SELECT toString(id) AS id, name, sku FROM ${table} t WHERE t.id < 10 ORDER BY id`)).toEqual([
      { id: '1', name: 'a', sku: [1, 2] },
      { id: '2', name: 'b', sku: [] },
      { id: '3', name: 'c', sku: [7] },
    ]);
    expect(await rowsOf(`SELECT count() AS n FROM ${table}`)).toEqual([{ n: 6 }]);
  });

  it.each(['Native', 'RowBinary', 'RowBinaryWithNamesAndTypes', 'Parquet', 'ArrowStream', 'CSVWithNames', 'Avro'])(
    '[D4] inserts what it selected as %s',
    async (format) => {
      const table = await makeTable();
      const copy = await makeTable();
      await client.insert({ table, values: rows, format: 'JSONEachRow' });
      const { stream } = await client.exec({ query: `SELECT * FROM ${table} FORMAT ${format}` });
      const sent = await client.exec({ query: `INSERT INTO ${copy} FORMAT ${format}`, values: stream });
      sent.stream.resume();
      expect(await rowsOf(`SELECT toString(id) AS id, name, sku FROM ${copy} ORDER BY id`)).toEqual(rows);
    },
  );

  it('[D4] respects columns, defaults and their expressions', async () => {
    await client.command({
      query: `CREATE TABLE d (a UInt8, b String DEFAULT concat('b', toString(a)), c UInt8 MATERIALIZED a + 1)
              ENGINE = MergeTree ORDER BY a`,
    });
    await client.insert({ table: 'd', values: [{ a: 1 }], format: 'JSONEachRow' });
    await client.insert({ table: 'd', values: [[2]], columns: ['a'], format: 'JSONCompactEachRow' });
    await client.insert({ table: 'd', values: [['x', 3]], columns: ['b', 'a'], format: 'JSONCompactEachRow' });
    expect(await rowsOf('SELECT a, b, c FROM d ORDER BY a')).toEqual([
      { a: 1, b: 'b1', c: 2 },
      { a: 2, b: 'b2', c: 3 },
      { a: 3, b: 'x', c: 4 },
    ]);
  });

  it('[D4] drops a block whose deduplication token it has seen', async () => {
    const table = await makeTable('SETTINGS non_replicated_deduplication_window = 5');
    for (const insert_deduplication_token of ['foo', 'foo', 'bar']) {
      await client.insert({
        table,
        values: rows,
        format: 'JSONEachRow',
        clickhouse_settings: { insert_deduplication_token },
      });
    }
    expect(await rowsOf(`SELECT count() AS n FROM ${table}`)).toEqual([{ n: 6 }]);
  });

  it('[D4] runs VALUES with expressions, INSERT ... SELECT and input()', async () => {
    const table = await makeTable();
    await client.command({ query: `INSERT INTO ${table} VALUES (1, concat('a', 'b'), [1]), (2, ';', []);` });
    await client.command({ query: `INSERT INTO ${table} SELECT id + 10, name, sku FROM ${table}` });
    await engine.sql(
      `INSERT INTO ${table} SELECT a, upper(b), [] FROM input('a UInt64, b String') FORMAT CSV\n30,x\n31,y\n`,
    );
    expect(await rowsOf(`SELECT toUInt8(id) AS id, name FROM ${table} ORDER BY id`)).toEqual([
      { id: 1, name: 'ab' },
      { id: 2, name: ';' },
      { id: 11, name: 'ab' },
      { id: 12, name: ';' },
      { id: 30, name: 'X' },
      { id: 31, name: 'Y' },
    ]);
  });

  it('[B1] mends an aggregate beside no insert, which reaches the raw table before its views', async () => {
    const raw = await makeTable();
    await client.command({ query: `CREATE TABLE ${raw}_of (n UInt64) ENGINE = MergeTree ORDER BY n` });
    await client.command({
      query: `CREATE MATERIALIZED VIEW ${raw}_mv TO ${raw}_of AS SELECT 1 + sleepEachRow(1) AS n FROM ${raw}`,
    });
    const ended: string[] = [];
    const inserting = client
      .insert({
        table: raw,
        values: [1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ id })),
        format: 'JSONEachRow',
        clickhouse_settings: { function_sleep_max_microseconds_per_block: '60000000' },
      })
      .then(() => ended.push('insert'));
    await waitFor(() => rowsOf("SELECT 1 AS is FROM system.processes WHERE query_kind = 'Insert'"), [{ is: 1 }]);
    const missing = `assumeNotNull((SELECT count() FROM ${raw}) - (SELECT count() FROM ${raw}_of))`;
    const query = `INSERT INTO ${raw}_of SELECT arrayJoin(range(toUInt64(${missing})))`;
    const mending = client.command({ query, query_id: `a-batch/mend/${raw}_of#1` }).then(() => ended.push('mend'));
    await Promise.all([inserting, mending]);
    expect(ended).toEqual(['insert', 'mend']);
    expect(await rowsOf(`SELECT count()::UInt8 AS rows FROM ${raw}_of`)).toEqual([{ rows: 8 }]);
  });

  it('[D4] inserts nothing from an empty list or stream, and nothing of a broken one', async () => {
    const table = await makeTable();
    expect((await client.insert({ table, values: [] })).executed).toBe(false);
    await client.insert({ table, values: Readable.from([]), format: 'JSONEachRow' });
    const broken = client.insert({
      table,
      values: Readable.from(['1,a,"[]"\nx,b'], { objectMode: false }),
      format: 'CSV',
    });
    await expect(broken).rejects.toMatchObject({ code: '27', type: 'CANNOT_PARSE_INPUT_ASSERTION_FAILED' });
    expect(await rowsOf(`SELECT count() AS n FROM ${table}`)).toEqual([{ n: 0 }]);
  });

  it('[D4] tells of what was written', async () => {
    const table = await makeTable();
    const { summary, query_id } = await client.insert({
      table,
      values: rows,
      format: 'JSONEachRow',
      query_id: 'my-insert',
    });
    expect(query_id).toBe('my-insert');
    expect(summary).toMatchObject({ written_rows: '3', elapsed_ns: expect.stringMatching(/^\d+$/) });
  });
});
