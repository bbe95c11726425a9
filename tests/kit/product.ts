import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './free-port.js';
import { childOf, killNow, untilDead, type ProcessInfo } from './processes.js';
import { ROOT } from './repository.js';

const START_PATIENCE_MS = 90_000;

export interface ProductOptions {
  /** Settings as a person would give them; ports and the data folder are made up where absent. */
  env?: Record<string, string>;
  /** An existing data folder; by default a new one that `stop` removes. */
  dataDir?: string;
}

/** The real product, started as `npm start` does it, on ports and in a folder of its own. */
export class Product {
  #output = '';

  private constructor(
    private readonly supervisor: ChildProcess,
    /** Where the gateway listens, without a trailing slash. */
    readonly url: string,
    /** Where ClickHouse listens, without a trailing slash. */
    readonly clickhouseUrl: string,
    readonly dataDir: string,
    private readonly env: Record<string, string>,
    private readonly ownsDataDir: boolean,
  ) {}

  static async start(options: ProductOptions = {}): Promise<Product> {
    const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'argus-'));
    const env: Record<string, string> = {
      PORT: String(await freePort()),
      CLICKHOUSE_PORT: String(await freePort()),
      LOG_LEVEL: 'warn',
      ...options.env,
    };
    return Product.#run(dataDir, env, options.dataDir === undefined);
  }

  static async #run(
    dataDir: string,
    env: Record<string, string>,
    ownsDataDir: boolean,
    patienceMs = START_PATIENCE_MS,
  ): Promise<Product> {
    const supervisor = spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: ROOT,
      // A developer's own settings must not reach a test: only what a program needs to run at all is inherited.
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'test', ...env, DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const url = `http://127.0.0.1:${env['PORT']}`;
    const clickhouseUrl = env['CLICKHOUSE_URL'] ?? `http://127.0.0.1:${env['CLICKHOUSE_PORT']}`;
    const product = new Product(supervisor, url, clickhouseUrl, dataDir, env, ownsDataDir);
    supervisor.stdout?.on('data', (chunk: Buffer) => (product.#output += chunk.toString()));
    supervisor.stderr?.on('data', (chunk: Buffer) => (product.#output += chunk.toString()));
    try {
      await product.#untilReady(patienceMs);
    } catch (error) {
      await product.stop();
      throw error;
    }
    return product;
  }

  /** All that was written to the terminal so far. */
  get output(): string {
    return this.#output;
  }

  get supervisorPid(): number {
    return this.supervisor.pid ?? 0;
  }

  /** The gateway's process; throws while there is none. */
  get gateway(): ProcessInfo {
    return this.#child('apps/gateway');
  }

  /** The engine's process; throws while there is none. */
  get engine(): ProcessInfo {
    return this.#child('apps/engine');
  }

  /** Stops the product as Ctrl-C does; removes the data folder if the product made it. Answers the exit code. */
  async stop({ keepData = false } = {}): Promise<number | null> {
    const code = await this.#end('SIGTERM');
    if (this.ownsDataDir && !keepData) await rm(this.dataDir, { recursive: true, force: true });
    return code;
  }

  /** Kills supervisor and children at once, as a power button would. */
  async kill(): Promise<void> {
    const pids = [this.supervisorPid];
    for (const name of ['apps/gateway', 'apps/engine']) {
      const child = childOf(this.supervisorPid, name);
      if (child) pids.push(child.pid);
    }
    // The children end by themselves, too, as soon as they see that the supervisor is gone.
    for (const pid of pids) killNow(pid);
    for (const pid of pids) await untilDead(pid);
  }

  /** Starts the product again on the same folder and ports, after `stop({ keepData: true })` or `kill()`. */
  again(env: Record<string, string> = {}, patienceMs?: number): Promise<Product> {
    return Product.#run(this.dataDir, { ...this.env, ...env }, this.ownsDataDir, patienceMs);
  }

  #child(words: string): ProcessInfo {
    const child = childOf(this.supervisorPid, words);
    if (!child) throw new Error(`no process ${words} runs under the supervisor`);
    return child;
  }

  #untilReady(patienceMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`the product did not start: ${why}\n${this.#output}`));
      const timer = setTimeout(() => fail(`not ready after ${patienceMs} ms`), patienceMs);
      this.supervisor.once('exit', (code, signal) => {
        clearTimeout(timer);
        fail(`it ended with ${signal ?? code}`);
      });
      this.supervisor.once('message', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.supervisor.exitCode === null && this.supervisor.signalCode === null) {
      const ended = new Promise<void>((resolve) => this.supervisor.once('exit', () => resolve()));
      this.supervisor.kill(signal);
      await ended;
    }
    return this.supervisor.exitCode;
  }
}
