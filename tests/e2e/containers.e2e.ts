import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { composeFaults } from '../kit/compose.js';
import { ROOT, freePort, readSource as read, waitFor } from '../kit/index.js';

const FILES = readdirSync(ROOT).filter((name) => /^docker-compose.*\.yml$/.test(name));

interface Service {
  image?: string;
  build?: string;
  user?: string;
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { disable?: boolean; test?: string[] };
  command?: string[];
}

const compose = (file: string): { services: Record<string, Service>; volumes?: Record<string, unknown> } =>
  parse(read(file), { merge: true }) as ReturnType<typeof compose>;

describe('[A4] the image', () => {
  it('[A4] is built by a Dockerfile in which a linter finds nothing', () => {
    expect(validate(read('Dockerfile')).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual([]);
    expect(validate('FROM node\nRUNN true').length).toBeGreaterThan(0);
  });

  it('[A4] copies what exists, and runs as somebody else than root', () => {
    const lines = read('Dockerfile').split('\n');
    const copied = lines.flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
    expect(copied.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    expect(lines.findLast((line) => line.startsWith('USER'))).toBe('USER node');
    expect(lines.filter((line) => line.startsWith('FROM'))).toEqual([
      'FROM node:24-bookworm-slim AS build',
      'FROM node:24-bookworm-slim',
    ]);
  });
});

describe.each(FILES)('[A4] %s', (file) => {
  const { services, volumes = {} } = compose(file);

  it('[A4] keeps to the Compose specification', async () => {
    expect(composeFaults(path.join(ROOT, file))).toEqual([]);
    const wrong = path.join(await mkdtemp(path.join(tmpdir(), 'argus-compose-')), file);
    await writeFile(wrong, read(file).replace('restart:', 'restarts:'));
    expect(composeFaults(wrong)).not.toEqual([]);
  });

  it('[A4] mounts what exists', () => {
    const mounts = Object.values(services).flatMap((service) => service.volumes ?? []);
    const sources = mounts.map((mount) => mount.split(':')[0] ?? '');
    const missing = sources.filter((from) =>
      from.startsWith('.') ? !existsSync(path.join(ROOT, from)) : !(from in volumes),
    );
    expect(missing).toEqual([]);
    // Other users than ours read them.
    for (const from of sources.filter((source) => source.startsWith('.'))) {
      expect(statSync(path.join(ROOT, from)).mode & 0o004).toBe(0o004);
    }
  });

  it('[A4] gives every service the least that it needs', () => {
    for (const [name, service] of Object.entries(services)) {
      expect({ name, ...service }).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        restart: name === 'secrets' ? 'no' : 'unless-stopped',
      });
      const isRoot = service.build === undefined && /^0|root/.test(service.user ?? 'root');
      expect({ name, isRoot }).toEqual({ name, isRoot: name === 'secrets' });
      if (service.build === undefined) expect(service.image).toMatch(/:\d+[\w.-]*$/);
    }
  });

  it('[A4] starts each service when what it needs is healthy, and publishes on loopback alone', () => {
    for (const { depends_on = {}, ports = [] } of Object.values(services)) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const needed = services[other];
        const isHealthGated = needed?.build !== undefined || needed?.healthcheck?.test !== undefined;
        expect({ other, condition }).toEqual({
          other,
          condition: isHealthGated ? 'service_healthy' : 'service_completed_successfully',
        });
      }
      for (const port of ports) expect(port).toMatch(/^\$\{\w+:-127\.0\.0\.1\}:\d+:\d+$/);
    }
  });
});

describe('[A4] the start-up script of the image', () => {
  const run = promisify(execFile);
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'argus-image-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const environment = (env: Record<string, string>) => ({ PATH: process.env['PATH'], NODE_ENV: 'production', ...env });

  async function start(args: string[], env: Record<string, string> = {}): Promise<{ code: number; text: string }> {
    const options = { cwd: '/', env: environment(env), timeout: 60_000 };
    const ran = run(process.execPath, [path.join(ROOT, 'docker/start.mjs'), ...args], options);
    return ran.then(
      ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        text: error.stdout + error.stderr,
      }),
    );
  }

  it('[A4] refuses what cannot work, and says the remedy', async () => {
    expect(await start(['frobnicate'])).toMatchObject({
      code: 2,
      text: expect.stringContaining('There are: gateway, '),
    });
    expect(await start([])).toMatchObject({ code: 1, text: expect.stringContaining('CLICKHOUSE_URL: ') });
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    const env = { CLICKHOUSE_URL: 'http://clickhouse:8123', DATA_DIR: path.join(file, 'data') };
    expect(await start(['gateway'], env)).toMatchObject({ code: 1, text: expect.stringContaining('chown -R') });
  });

  it('[A4] runs the commands of npm', async () => {
    const DATA_DIR = path.join(folder, 'keys');
    const made = await start(['keys', 'create', '--source', 'shop', '--scope', 'ingest'], { DATA_DIR });
    expect(made.code).toBe(0);
    expect(await start(['keys', 'list'], { DATA_DIR })).toMatchObject({
      code: 0,
      text: expect.stringContaining('shop'),
    });
    expect(await start(['generate', '--help'])).toMatchObject({ code: 0, text: expect.stringContaining('--rate') });
  });

  it('[B7] insists on keys where the port is open to others, or where nobody says so', async () => {
    const env = { CLICKHOUSE_URL: 'http://127.0.0.1:9', HOST: '0.0.0.0', PORT: '0' };
    const ended = ['0.0.0.0', ''].map((ARGUS_BIND, i) =>
      start(['gateway'], { ...env, ARGUS_BIND, DATA_DIR: path.join(folder, `shut-${i}`) }),
    );
    for (const end of ended) expect(await end).toMatchObject({ code: 1, text: expect.stringContaining('Make keys') });
  });

  it('[A4] runs a gateway without keys behind a port of this machine, and stops at SIGTERM', async () => {
    const port = await freePort();
    const env = {
      CLICKHOUSE_URL: 'http://127.0.0.1:9',
      HOST: '0.0.0.0',
      PORT: String(port),
      DATA_DIR: path.join(folder, 'open'),
    };
    const script = path.join(ROOT, 'docker/start.mjs');
    const child = spawn(process.execPath, [script], {
      cwd: '/',
      env: environment({ ...env, ARGUS_BIND: '127.0.0.1' }),
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    try {
      await waitFor(async () => (await fetch(`http://127.0.0.1:${port}/health/live`)).ok, true);
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
      // ClickHouse was never there: compose must not call this healthy.
      expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(503);
      const body = JSON.stringify({ name: 'signed up', user_id: 'u' });
      const headers = { 'content-type': 'application/json' };
      expect((await fetch(`http://127.0.0.1:${port}/events`, { method: 'POST', body, headers })).status).toBe(202);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await ended).toBe(0);
  });
});

describe('[A4] the secrets of a compose file', () => {
  it('[A4] are made once, and can be read by every service that has the volume', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'argus-secrets-'));
    const make = () => promisify(execFile)(process.execPath, [path.join(ROOT, 'docker/make-secrets.mjs'), folder]);
    await Promise.all([make(), make()]);
    const names = readdirSync(folder).sort();
    expect(names).toEqual(['clickhouse-password', 'interserver-secret']);
    const secrets = names.map((name) => readFileSync(path.join(folder, name), 'utf8'));
    for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{48}$/);
    expect(new Set(secrets).size).toBe(2);
    for (const name of names) expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o444);
    await make();
    expect(names.map((name) => readFileSync(path.join(folder, name), 'utf8'))).toEqual(secrets);
    await rm(folder, { recursive: true });
  });
});
