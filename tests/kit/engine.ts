import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
  ClickHouseLogLevel,
  createClient,
} from '@clickhouse/client';
import { freePort } from './free-port.js';

const MAIN = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../apps/engine/dist/main.js');

export interface EngineOptions {
  /** Keep the data of an earlier engine; a new folder otherwise. */
  dataDir?: string;
  port?: number;
  /** A command that the engine is started by, for example strace and its options. */
  wrapper?: readonly string[];
}

/** The embedded ClickHouse alone, as the supervisor starts it. */
export class EngineUnderTest {
  /** What it wrote to standard output and error so far. */
  output = '';

  private constructor(
    readonly dataDir: string,
    readonly port: number,
    readonly process: ChildProcess,
  ) {}

  /** Resolves when it is ready; rejects with the reason that it gave. */
  static async start(options: EngineOptions = {}): Promise<EngineUnderTest> {
    const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'argus-engine-test-')));
    const port = options.port ?? (await freePort());
    const [command, ...args] = [...(options.wrapper ?? []), process.execPath, MAIN];
    const child = spawn(command ?? process.execPath, args, {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        UV_THREADPOOL_SIZE: '16',
        DATA_DIR: dataDir,
        CLICKHOUSE_PORT: String(port),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const engine = new EngineUnderTest(dataDir, port, child);
    child.stdout?.on('data', (chunk) => (engine.output += chunk));
    child.stderr?.on('data', (chunk) => (engine.output += chunk));
    await new Promise<void>((resolve, reject) => {
      child.on('message', (message: { type: string; reason?: string }) => {
        if (message.type === 'ready') resolve();
        if (message.type === 'failed') reject(new Error(message.reason));
      });
      child.once('exit', (code, signal) => reject(new Error(`the engine ended (${code ?? signal}): ${engine.output}`)));
    });
    return engine;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  client(options: ClickHouseClientConfigOptions = {}): ClickHouseClient {
    return createClient({ url: this.url, log: { level: ClickHouseLogLevel.OFF }, ...options });
  }

  /** Posts a statement and answers the text of the result; throws with the text of an exception. */
  async sql(statement: string, parameters: Record<string, string> = {}): Promise<string> {
    const response = await this.post(statement, parameters);
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  }

  post(statement: string, parameters: Record<string, string> = {}, headers: Record<string, string> = {}) {
    return fetch(`${this.url}/?${new URLSearchParams(parameters)}`, { method: 'POST', body: statement, headers });
  }

  /** Ends it by the signal; answers its exit code. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return this.process.exitCode;
    const ended = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    this.process.kill(signal);
    return ended;
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.end();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
