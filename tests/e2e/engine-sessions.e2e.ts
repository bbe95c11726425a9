import { cpus } from 'node:os';
import { type ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EngineUnderTest } from '../kit/engine.js';
import { waitFor } from '../kit/wait-for.js';

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

/** Runs for ten minutes unless somebody ends it; the marker is how it is found again. */
const endless = (marker: string) =>
  `SELECT '${marker}', sum(sleepEachRow(0.1)) FROM numbers(6000) SETTINGS max_block_size = 1`;

async function running(marker: string): Promise<number | undefined> {
  const query = `SELECT count() AS n FROM system.processes WHERE query LIKE '%${marker}%' AND query NOT LIKE '%system.processes%'`;
  const [row] = await rowsOf<{ n: number }>(query);
  return row?.n;
}
const untilRuns = (marker: string) => waitFor(() => running(marker), 1);
const untilGone = (marker: string) => waitFor(() => running(marker), 0);

describe('[D4] sessions', () => {
  it('[D4] keeps temporary tables and settings of a session, and shows them to nobody else', async () => {
    const session = engine.client({ session_id: 'mine' });
    await session.command({ query: 'CREATE TEMPORARY TABLE tmp (id Int32)' });
    await session.insert({ table: 'tmp', values: [{ id: 42 }], format: 'JSONEachRow' });
    await session.exec({ query: 'INSERT INTO tmp VALUES (43)' });
    await session.command({ query: 'SET max_threads = 1' });
    const result = await session.query({
      query: "SELECT id, getSetting('max_threads') AS t FROM tmp ORDER BY id",
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([
      { id: 42, t: 1 },
      { id: 43, t: 1 },
    ]);
    await expect(client.query({ query: 'SELECT * FROM tmp' })).rejects.toMatchObject({ code: '60' });
    await session.close();
  });

  it('[D4] refuses a session that is busy or unknown', async () => {
    const busy = engine.sql(endless('marker-s'), { session_id: 'busy', query_id: 'busy' });
    const ended = expect(busy).rejects.toThrow('QUERY_WAS_CANCELLED');
    await untilRuns('marker-s');
    await expect(engine.sql('SELECT 1', { session_id: 'busy' })).rejects.toThrow('SESSION_IS_LOCKED');
    await client.command({ query: "KILL QUERY WHERE query_id = 'busy' ASYNC" });
    await ended;
    expect(await engine.sql('SELECT 1', { session_id: 'busy', session_check: '1' })).toBe('1\n');
    await expect(engine.sql('SELECT 1', { session_id: 'x', session_check: '1' })).rejects.toThrow('SESSION_NOT_FOUND');
  });

  it('[D4] uses data of a request as a table', async () => {
    const form = new FormData();
    form.append('ext', new Blob(['1\tfoo\n2\tbar\n']), 'ext.tsv');
    const url = new URL(engine.url);
    url.searchParams.set('query', 'SELECT sum(id), groupArray(name) FROM ext');
    url.searchParams.set('ext_structure', 'id UInt32, name String');
    const response = await fetch(url, { method: 'POST', body: form });
    expect(await response.text()).toBe("3\t['foo','bar']\n");
  });
});

describe('[D4] requests without a session', () => {
  it('[D4] never see settings or parameters of each other, however alike they are', async () => {
    const threads = (asked: Record<string, string>) => engine.sql("SELECT getSetting('max_threads')", asked);
    const both = { param_a: '1', param_b: '2' };
    // More than the default on any machine, which is about as many as it has cores.
    const [some, more] = [String(cpus().length + 1), String(cpus().length + 2)];
    const own = await threads({});
    for (let round = 0; round < 3; round++) {
      expect(await threads({ max_threads: some })).toBe(`${some}\n`);
      expect(await threads({ max_threads: more })).toBe(`${more}\n`);
      expect(await threads({})).toBe(own);
      expect(await engine.sql('SELECT {a:UInt8} + {b:UInt8}', { ...both, param_a: String(round) })).toBe(
        `${round + 2}\n`,
      );
      await expect(engine.sql('SELECT {a:UInt8} + {b:UInt8}', { param_b: '1' })).rejects.toThrow('UNKNOWN_QUERY_PARAM');
      await expect(engine.sql('SELECT {a:UInt8} + {b:UInt8}')).rejects.toThrow('UNKNOWN_QUERY_PARAM');
    }
  });

  it('[D4] keep their settings after one that failed', async () => {
    const query = "SELECT getSetting('max_threads'), {a:UInt8}";
    await expect(engine.sql(query, { max_threads: '5', param_a: 'x' })).rejects.toThrow();
    await expect(engine.sql('SELECT throwIf(1)', { max_threads: '5', param_a: '1' })).rejects.toThrow();
    expect(await engine.sql(query, { max_threads: '5', param_a: '7' })).toBe('5\t7\n');
  });

  it('[D4] get the same answer out of memory as by way of a file or a pipe', async () => {
    const query = 'SELECT number, toString(number) AS text FROM numbers(1000) FORMAT JSONEachRow';
    const answers = await Promise.all(
      [{}, { wait_end_of_query: '1' }, { wait_end_of_query: '1', max_result_bytes: '1000000' }].map((asked) =>
        engine.sql(query, asked as Record<string, string>),
      ),
    );
    expect(answers[0]?.split('\n')).toHaveLength(1001);
    expect(new Set(answers).size).toBe(1);
    const bounded = { wait_end_of_query: '1', max_result_bytes: '1000' };
    await expect(engine.sql(query, bounded)).rejects.toThrow('TOO_MANY_ROWS_OR_BYTES');
    const failed = await engine.post('SELECT throwIf(number = 9) FROM numbers(10)', bounded);
    expect([failed.status, failed.headers.get('x-clickhouse-exception-code')]).toEqual([500, '395']);
  });
});

/** So many questions run in the engine, besides one insert. */
const AT_A_TIME = 6;

describe('more questions than run at a time', () => {
  it('[B12] whether delivery is held is answered all the same', async () => {
    const patient = engine.client({ request_timeout: 300_000 });
    const readers = new AbortController();
    const { signal } = readers;
    const answered: string[] = [];
    const slow = Array.from({ length: AT_A_TIME + 2 }, () =>
      patient.query({ query: endless('marker-l'), abort_signal: signal }).catch(() => 'aborted'),
    );
    const look = (query: string) => engine.sql(query, { log_comment: 'delivery_holds' });
    const seen = "query LIKE '%marker-l%' AND query NOT LIKE '%system.processes%'";
    await waitFor(() => look(`SELECT count() > 0 FROM system.processes WHERE ${seen}`), '1\n');
    const behind = engine.sql('SELECT 1').then(() => answered.push('behind'));
    expect(await look('SELECT 2')).toBe('2\n');
    expect(answered).toEqual([]);
    readers.abort();
    expect(new Set(await Promise.all(slow))).toEqual(new Set(['aborted']));
    await behind;
    await patient.close();
  });
});

describe('[D4] the query log', () => {
  it('[D4] tells when a query began and how it ended', async () => {
    const query = 'SELECT * FROM system.numbers LIMIT 144';
    await client.query({ query, format: 'JSON', query_id: 'logged' }).then((result) => result.text());
    await engine.sql('SELECT throwIf(1)', { query_id: 'failed' }).catch(() => undefined);
    const columns = 'query_id, toString(type) AS type, query, result_rows, exception_code';
    const read = () =>
      rowsOf(`SELECT ${columns} FROM system.query_log WHERE query_id IN ('logged', 'failed') ORDER BY ALL DESC`);
    await waitFor(read, [
      { query_id: 'logged', type: 'QueryStart', query: `${query} \nFORMAT JSON`, result_rows: 0, exception_code: 0 },
      { query_id: 'logged', type: 'QueryFinish', query: `${query} \nFORMAT JSON`, result_rows: 144, exception_code: 0 },
      { query_id: 'failed', type: 'QueryStart', query: 'SELECT throwIf(1)', result_rows: 0, exception_code: 0 },
      {
        query_id: 'failed',
        type: 'ExceptionWhileProcessing',
        query: 'SELECT throwIf(1)',
        result_rows: 0,
        exception_code: 395,
      },
    ]);
  });
});

describe('[D4] cancelling', () => {
  it('[D4] cancels the query of a client that goes away', async () => {
    const controller = new AbortController();
    const asked = client.query({ query: endless('marker-a'), abort_signal: controller.signal });
    await untilRuns('marker-a');
    controller.abort();
    await expect(asked).rejects.toThrow('The user aborted a request');
    await untilGone('marker-a');
  });

  it('[D4] stops an endless result whose reader left', async () => {
    const result = await client.query({ query: "SELECT 'marker-b', * FROM system.numbers", format: 'JSONEachRow' });
    const stream = result.stream();
    await new Promise((resolve) => stream.once('data', resolve));
    stream.destroy();
    await untilGone('marker-b');
  });

  it('[D4] kills by the id that the client gave', async () => {
    const victim = client.query({ query: endless('marker-c'), query_id: 'victim' });
    const outcome = expect(victim).rejects.toMatchObject({ code: '394', type: 'QUERY_WAS_CANCELLED' });
    await untilRuns('marker-c');
    await client.command({ query: "KILL QUERY WHERE query_id = 'victim' SYNC" });
    await outcome;
  });

  it('[D4] keeps the other queries of one client', async () => {
    const controller = new AbortController();
    const asked = [0, 1, 2, 3, 4].map((i) =>
      client
        .query({
          query: `SELECT sleep(0.3), ${i} AS i`,
          format: 'JSONEachRow',
          ...(i === 3 ? { abort_signal: controller.signal } : {}),
        })
        .then((result) => result.json<{ i: number }>())
        .then(([row]) => row?.i)
        .catch(() => 'aborted'),
    );
    setTimeout(() => controller.abort(), 50);
    expect(await Promise.all(asked)).toEqual([0, 1, 2, 'aborted', 4]);
  });
});
