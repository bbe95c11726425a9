import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EngineUnderTest } from '../kit/engine.js';
import { waitUntil } from '../kit/wait-for.js';

let engine: EngineUnderTest | undefined;

afterEach(async () => engine?.remove());

const MERGE_TREE = 'SETTINGS non_replicated_deduplication_window = 100';
const ROWS = '2025-01-01,1\n2025-01-02,2\n2025-02-01,3\n';

async function makeTables(on: EngineUnderTest): Promise<void> {
  await on.sql(
    `CREATE TABLE raw (day Date, n UInt32) ENGINE = MergeTree PARTITION BY toYYYYMM(day) ORDER BY day ${MERGE_TREE}`,
  );
  await on.sql(
    `CREATE MATERIALIZED VIEW per_day ENGINE = SummingMergeTree ORDER BY day ${MERGE_TREE} AS SELECT day, sum(n) AS total FROM raw GROUP BY day`,
  );
}

function insert(on: EngineUnderTest, token: string): Promise<string> {
  return on.sql(ROWS, { query: 'INSERT INTO raw FORMAT CSV', insert_deduplication_token: token });
}

async function totals(on: EngineUnderTest): Promise<number[]> {
  const text = await on.sql(
    'SELECT (SELECT count() FROM raw), (SELECT sum(n) FROM raw), (SELECT sum(total) FROM per_day)',
  );
  return text.trim().split('\t').map(Number);
}

/** Every deduplication log of the data folder, with the parts that it tells of and that are not there. */
function unfulfilled(dataDir: string): { log: string; missing: string[] }[] {
  const store = path.join(dataDir, 'clickhouse/store');
  const tables = readdirSync(store).flatMap((group) =>
    readdirSync(path.join(store, group)).map((t) => path.join(store, group, t)),
  );
  return tables
    .filter((table) => existsSync(path.join(table, 'deduplication_logs')))
    .map((table) => {
      const log = path.join(table, 'deduplication_logs', readdirSync(path.join(table, 'deduplication_logs'))[0]!);
      const adds = readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('1\t'));
      const missing = adds.map((line) => line.split('\t')[1]!).filter((part) => !existsSync(path.join(table, part)));
      return { log, missing };
    });
}

describe('[B10] after an engine that did not end cleanly', () => {
  it('[B10] a token whose part is missing inserts again', async () => {
    const first = (engine = await EngineUnderTest.start());
    await makeTables(first);
    await insert(first, 'kept');
    await first.end('SIGKILL');
    const logs = unfulfilled(first.dataDir).map(({ log }) => log);
    for (const log of logs) {
      // As if the engine had been killed between the record and the rename: the same token, parts of its own.
      const records = readFileSync(log, 'utf8').trimEnd().split('\n');
      const token = '1\t202503_9_9_0\t202503_11111111111111111111_22222222222222222222\n';
      writeFileSync(log, `${records.join('\n')}\n${token}`);
      appendFileSync(log, '1\t202503_10_');
    }
    engine = await EngineUnderTest.start({ dataDir: first.dataDir });
    expect(unfulfilled(first.dataDir).flatMap(({ missing }) => missing)).toEqual([]);
    for (const log of logs) expect(readFileSync(log, 'utf8')).not.toContain('202503');
    await insert(engine, 'kept');
    expect(await totals(engine)).toEqual([3, 6, 6]);
    await insert(engine, 'another');
    expect(await totals(engine)).toEqual([6, 12, 12]);
  });
});

const canInject = spawnSync('strace', ['-e', 'inject=rename:error=EIO:when=60000', 'true']).status === 0;

/** Attaches strace to the engine; it will be killed at the `nth` rename that one of its threads makes. */
async function killAtRename(target: EngineUnderTest, nth: number): Promise<ChildProcess> {
  const rule = `inject=rename,renameat,renameat2:error=EIO:signal=KILL:when=${nth}`;
  const args = ['-f', '-e', 'trace=rename,renameat,renameat2', '-e', rule, '-p', String(target.process.pid)];
  const tracer = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  tracer.stderr.on('data', (chunk) => (said += chunk));
  await waitUntil(
    () => said,
    (text) => text.includes('attached'),
  );
  return tracer;
}

(canInject ? describe : describe.skip)('[B10] an engine killed at the rename of a part', () => {
  it('[B10] has every row once after the same block was sent again, whichever rename it was', async () => {
    const first = (engine = await EngineUnderTest.start());
    await makeTables(first);
    await insert(first, 'start');
    await first.end();
    const { dataDir } = first;
    let kills = 0;
    let recordsWithoutPart = 0;
    for (let nth = 1; ; nth++) {
      const victim = (engine = await EngineUnderTest.start({ dataDir }));
      const tracer = await killAtRename(victim, nth);
      const ended = new Promise((resolve) => tracer.once('exit', resolve));
      const wasKilled = await insert(victim, `token-${nth}`).then(
        () => false,
        () => true,
      );
      if (wasKilled) {
        kills++;
        recordsWithoutPart += unfulfilled(dataDir).flatMap(({ missing }) => missing).length;
      }
      // SIGKILL: now and then strace misses that its tracee is gone. What it traced goes on without it.
      tracer.kill('SIGKILL');
      await ended;
      if (!wasKilled) await victim.end();
      engine = await EngineUnderTest.start({ dataDir });
      await insert(engine, `token-${nth}`);
      const blocks = nth + 1;
      expect({ nth, totals: await totals(engine) }).toEqual({ nth, totals: [3 * blocks, 6 * blocks, 6 * blocks] });
      await engine.end();
      if (!wasKilled) break;
    }
    // The harm must have happened: the raw table has two parts and the view one, and each has its own rename.
    expect(kills).toBeGreaterThanOrEqual(3);
    expect(recordsWithoutPart).toBeGreaterThanOrEqual(3);
  });

  it('[B10] would be short of the block without the repair (the twin)', async () => {
    const first = (engine = await EngineUnderTest.start());
    await makeTables(first);
    await insert(first, 'start');
    const tracer = await killAtRename(first, 1);
    const ended = new Promise((resolve) => tracer.once('exit', resolve));
    await expect(insert(first, 'lost')).rejects.toThrow();
    tracer.kill('SIGKILL');
    await ended;
    // Without the lock of the dead engine, the next one takes the end for a clean one.
    await rm(path.join(first.dataDir, 'engine.lock'));
    engine = await EngineUnderTest.start({ dataDir: first.dataDir });
    await insert(engine, 'lost');
    expect((await totals(engine))[0]).toBeLessThan(6);
  });
});
