import { type ClickHouseClient, SettingsMap, TupleParam } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EngineUnderTest } from '../kit/engine.js';

/** A script against a ClickHouse server, by ClickHouse's own client; nothing in it knows that the server is embedded. */
let engine: EngineUnderTest;
let client: ClickHouseClient;

beforeAll(async () => {
  engine = await EngineUnderTest.start();
  client = engine.client();
});

afterAll(async () => {
  await client?.close();
  await engine?.remove();
});

async function rowsOf<T>(query: string): Promise<T[]> {
  const result = await client.query({ query, format: 'JSONEachRow' });
  return result.json<T>();
}

describe('[D4] selecting', () => {
  it('[D4] answers pings', async () => {
    expect(await client.ping()).toEqual({ success: true });
    expect(await client.ping({ select: true })).toEqual({ success: true });
  });

  it.each(['JSON', 'JSONCompact', 'JSONStrings', 'JSONObjectEachRow', 'JSONColumnsWithMetadata'] as const)(
    '[D4] parses %s',
    async (format) => {
      const result = await client.query({ query: 'SELECT number AS n FROM system.numbers LIMIT 3', format });
      expect(JSON.stringify(await result.json())).toContain('2');
    },
  );

  it.each([
    ['CSV', '0,"a"\n1,"b"\n'],
    ['CSVWithNames', '"n","s"\n0,"a"\n1,"b"\n'],
    ['TabSeparated', '0\ta\n1\tb\n'],
    ['TabSeparatedWithNamesAndTypes', 'n\ts\nUInt64\tString\n0\ta\n1\tb\n'],
    ['JSONCompactEachRow', '[0, "a"]\n[1, "b"]\n'],
    ['JSONStringsEachRow', '{"n":"0","s":"a"}\n{"n":"1","s":"b"}\n'],
    ['CustomSeparated', '0\ta\n1\tb\n'],
  ] as const)('[D4] sends %s as a server does', async (format, expected) => {
    const query = 'SELECT number AS n, char(97 + number) AS s FROM numbers(2)';
    const result = await client.query({ query, format });
    expect(await result.text()).toBe(expected);
  });

  it('[D4] streams many rows, each once and in order', async () => {
    const result = await client.query({ query: 'SELECT number FROM numbers(300000)', format: 'JSONCompactEachRow' });
    let next = 0;
    let misplaced = 0;
    for await (const chunk of result.stream()) {
      for (const row of chunk) if (row.json<[number]>()[0] !== next++) misplaced++;
    }
    expect({ rows: next, misplaced }).toEqual({ rows: 300_000, misplaced: 0 });
  });

  it('[D4] sends progress rows, totals and extremes', async () => {
    const withProgress = await client.query({
      query: 'SELECT sleep(0.05) AS foo FROM numbers(2)',
      format: 'JSONEachRowWithProgress',
      clickhouse_settings: { max_block_size: '1' },
    });
    const kinds = (await withProgress.json<object>()).map((row) => Object.keys(row)[0]);
    expect(kinds.filter((kind) => kind === 'row')).toHaveLength(2);
    expect(kinds).toContain('progress');
    const totals = await client.query({
      query: 'SELECT number % 2 AS k, count() AS c FROM numbers(10) GROUP BY k WITH TOTALS ORDER BY k',
      format: 'JSON',
    });
    expect((await totals.json()).totals).toEqual({ k: 0, c: 10 });
  });

  it('[D4] binds typed parameters', async () => {
    const result = await client.query({
      query: `SELECT {i:Int32} AS i, {s:String} AS s, {a:Array(String)} AS a, {m:Map(String,UInt8)} AS m,
                {t:Tuple(UInt8,String)} AS t, {n:Nullable(String)} AS n, {d:DateTime64(3)} AS d, {b:Bool} AS b,
                {f:Float64} AS f, {id:Identifier}`,
      format: 'JSONEachRow',
      query_params: {
        i: -5,
        s: "a'b\\c\td\ne\u0001 ♥ %20+&",
        a: ["x'y", 'z\\', '\t'],
        m: { key: 7 },
        t: new TupleParam([3, 'q']),
        n: null,
        d: new Date(Date.UTC(2022, 4, 2, 13, 25, 55, 789)),
        b: true,
        f: 1.5,
        id: 'i',
      },
    });
    const [row] = await result.json<Record<string, unknown>>();
    expect(row).toMatchObject({
      i: -5,
      s: "a'b\\c\td\ne\u0001 ♥ %20+&",
      a: ["x'y", 'z\\', '\t'],
      m: { key: 7 },
      t: [3, 'q'],
      n: null,
      d: '2022-05-02 13:25:55.789',
      b: true,
      f: 1.5,
    });
  });

  it('[D4] does not let parameters or settings of one request reach another', async () => {
    const query = 'SELECT {x:String} AS x';
    await client.query({ query, query_params: { x: 'secret' }, format: 'CSV' }).then((result) => result.text());
    for (let i = 0; i < 10; i++) {
      await expect(client.query({ query, format: 'CSV' })).rejects.toMatchObject({ code: '456' });
    }
    await client.query({ query: 'SELECT 1', clickhouse_settings: { max_threads: 1, limit: '1' } });
    for (let i = 0; i < 10; i++) expect(await rowsOf('SELECT number AS n FROM numbers(3)')).toHaveLength(3);
  });

  it('[D4] takes parameters that are too long for a URL', async () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => i);
    const result = await client.query({
      query: 'SELECT count() FROM numbers(50000) WHERE number IN {ids:Array(UInt64)}',
      format: 'CSV',
      query_params: { ids },
      use_multipart_params_auto: true,
    });
    expect(await result.text()).toBe('20000\n');
  });

  it.each([
    ['join_algorithm', 'hash'],
    ['date_time_output_format', 'iso'],
    ['totals_mode', 'after_having_inclusive'],
    ['dialect', 'clickhouse'],
    ['send_logs_level', 'fatal'],
    ['output_format_parquet_version', '2.6'],
  ])('[D4] takes the setting %s', async (name, value) => {
    const result = await client.query({
      query: `SELECT toString(getSetting('${name}')) AS value`,
      format: 'JSONEachRow',
      clickhouse_settings: { [name]: value },
    });
    expect(await result.json()).toEqual([{ value }]);
  });

  it('[D4] takes settings that are maps', async () => {
    const result = await client.query({
      query: 'SELECT * FROM system.numbers LIMIT 5',
      format: 'CSV',
      clickhouse_settings: { additional_table_filters: SettingsMap.from({ 'system.numbers': 'number != 3' }) },
    });
    expect(await result.text()).toBe('0\n1\n2\n4\n5\n');
  });

  it('[D4] compresses answers', async () => {
    const compressed = engine.client({ compression: { response: true, request: true } });
    const result = await compressed.query({ query: 'SELECT number FROM numbers(50000)', format: 'JSONEachRow' });
    expect(await result.json()).toHaveLength(50_000);
    expect(result.response_headers['content-encoding']).toBe('gzip');
    await compressed.close();
  });
});
