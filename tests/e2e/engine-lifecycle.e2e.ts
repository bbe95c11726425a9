import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { getPriority } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EngineUnderTest } from '../kit/engine.js';
import { isAlive } from '../kit/processes.js';
import { waitFor } from '../kit/wait-for.js';

const STRACE = ['strace', '-f', '-qq', '-o', '/dev/null', '-P', '/proc/self/task', '-e', 'inject=openat:error=EMFILE'];
/** Every look at the process's own threads fails, as it does where no file can be opened any more; only Linux has them to see. */
const BLIND = process.platform === 'linux' ? STRACE : [];

const engines: EngineUnderTest[] = [];

async function start(options = {}): Promise<EngineUnderTest> {
  const engine = await EngineUnderTest.start(options);
  engines.push(engine);
  return engine;
}

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.remove();
});

async function fill(engine: EngineUnderTest): Promise<void> {
  await engine.sql('CREATE TABLE kept (a UInt32) ENGINE = MergeTree ORDER BY a');
  await engine.sql('INSERT INTO kept FORMAT CSV\n1\n2\n3\n');
}

describe('[A3] the life of the engine', () => {
  it('[A3] stops cleanly by SIGTERM and shows the same rows afterwards', async () => {
    const first = await start();
    await fill(first);
    expect(await first.end('SIGTERM')).toBe(0);
    const second = await start({ dataDir: first.dataDir });
    expect(await second.sql('SELECT sum(a) FROM kept')).toBe('6\n');
    expect(second.output).not.toContain('not a clean one');
  });

  it('[A3] stops under running queries, and cancels them', async () => {
    const engine = await start();
    const slow = engine
      .sql('SELECT sleepEachRow(0.2) FROM numbers(100) SETTINGS max_block_size = 1')
      .catch((e: unknown) => e);
    await waitFor(
      () => engine.sql("SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow(0.2)%'"),
      '2\n',
    );
    expect(await engine.end('SIGTERM')).toBe(0);
    await slow;
  });

  it('[A3] keeps what was inserted when it is killed', async () => {
    const first = await start();
    await fill(first);
    await first.end('SIGKILL');
    const second = await start({ dataDir: first.dataDir });
    expect(await second.sql('SELECT sum(a) FROM kept')).toBe('6\n');
    expect(second.output).toContain('not a clean one');
  });

  it('[A3] lets merges yield to inserts and queries', async () => {
    const engine = await start();
    await fill(engine);
    const threads = `/proc/${engine.process.pid}/task`;
    const priorities = () =>
      readdirSync(threads)
        .filter((thread) => readFileSync(`${threads}/${thread}/comm`, 'utf8').trim() === 'MergeMutate')
        .map((thread) => getPriority(Number(thread)));
    await waitFor(() => [...new Set(priorities())], [10]);
    expect(getPriority(engine.process.pid)).toBe(0);
  });

  it('[A3] answers where its threads cannot be looked at', async () => {
    const engine = await start({ wrapper: BLIND });
    await fill(engine);
    expect(await engine.sql('SELECT sum(a) FROM kept')).toBe('6\n');
    // A signal would reach the tracer alone.
    const ended = once(engine.process, 'exit');
    engine.process.disconnect();
    expect(await ended).toEqual([0, null]);
  });

  it('[A3] ends when its supervisor is gone, and ignores Ctrl-C meanwhile', async () => {
    const engine = await start();
    engine.process.kill('SIGINT');
    expect(await engine.sql('SELECT 1')).toBe('1\n');
    engine.process.disconnect();
    await waitFor(() => isAlive(engine.process.pid!), false);
  });

  it('[A3] refuses a folder that another engine holds, and says which', async () => {
    const first = await start();
    await expect(EngineUnderTest.start({ dataDir: first.dataDir })).rejects.toThrow(
      `in use by another ClickHouse engine, process ${first.process.pid}`,
    );
  });

  it('[A3] waits for an engine that is just ending', async () => {
    const first = await start();
    await fill(first);
    const second = start({ dataDir: first.dataDir, port: first.port });
    setTimeout(() => void first.end('SIGTERM'), 500);
    expect(await (await second).sql('SELECT sum(a) FROM kept')).toBe('6\n');
  });

  it('[A3] says so when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    await expect(EngineUnderTest.start({ port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use`);
    other.close();
  });

  it('[A3] runs alone, without a supervisor, and stops by Ctrl-C', async () => {
    const engine = await start();
    await engine.end();
    const main = path.resolve(import.meta.dirname, '../../apps/engine/dist/main.js');
    const env = { PATH: process.env['PATH'], DATA_DIR: engine.dataDir, CLICKHOUSE_PORT: String(engine.port) };
    const alone = spawn(process.execPath, [main], { env, stdio: 'ignore' });
    await waitFor(() => engine.sql('SELECT 1'), '1\n');
    const many = Array.from({ length: 20 }, (_, i) => engine.sql(`SELECT ${i}, sleep(0.05)`));
    expect((await Promise.all(many)).map((line) => Number(line.split('\t')[0]))).toEqual(many.map((_, i) => i));
    const ended = new Promise((resolve) => alone.once('exit', resolve));
    alone.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});
