import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from './free-port.js';
import { type ProcessUsage, childOf, usageOf } from './process-usage.js';
import { scratchFolder } from './scratch.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PROFILER = pathToFileURL(path.resolve(import.meta.dirname, '../profile/profile.preload.js')).href;
const START_PATIENCE_MS = 90_000;

export interface ProductOptions {
  /** Where each process leaves a CPU profile when it ends; none by default. */
  profileDir?: string;
  /** More settings, as a person would give them. */
  env?: Record<string, string>;
}

/** Processor and memory of the product's two processes. */
export interface ProductUsage {
  gateway: ProcessUsage;
  engine: ProcessUsage;
}

/** Seconds of processor of each process between two looks. */
export const spentBetween = (before: ProductUsage, after: ProductUsage) => ({
  gateway: after.gateway.cpuSeconds - before.gateway.cpuSeconds,
  engine: after.engine.cpuSeconds - before.engine.cpuSeconds,
});

/**
 * The real product as `npm start` runs it, on free ports and in a scratch folder. Everything is as it comes out of the
 * box, but for the throttle's limit: a default installation takes 20,000 events a second of a source.
 */
export class Product {
  private output = '';

  private constructor(
    private readonly supervisor: ChildProcess,
    readonly port: number,
    private readonly clickhousePort: number,
    readonly dataDir: string,
  ) {}

  static async start({ profileDir, env = {} }: ProductOptions = {}): Promise<Product> {
    const dataDir = await scratchFolder();
    const [port, clickhousePort] = [await freePort(), await freePort()];
    const supervisor = spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: ROOT,
      // A developer's own settings must not reach what is measured.
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        NODE_ENV: 'production',
        THROTTLE_LIMIT: '1000000000',
        ...(profileDir ? { NODE_OPTIONS: `--import=${PROFILER}`, ARGUS_BENCH_PROFILE: profileDir } : {}),
        ...env,
        PORT: String(port),
        CLICKHOUSE_PORT: String(clickhousePort),
        DATA_DIR: dataDir,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const product = new Product(supervisor, port, clickhousePort, dataDir);
    const keep = (chunk: Buffer): void => void (product.output = (product.output + chunk.toString()).slice(-3_000));
    supervisor.stdout?.on('data', keep);
    supervisor.stderr?.on('data', keep);
    try {
      await product.untilReady();
      return product;
    } catch (error) {
      await product.stop();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get clickhouseUrl(): string {
    return `http://127.0.0.1:${this.clickhousePort}`;
  }

  /** Runs SQL on the ClickHouse port; answers the text without its last line break. */
  async sql(query: string, body?: Buffer): Promise<string> {
    const address = `${this.clickhouseUrl}/`;
    const answer = await (body
      ? fetch(`${address}?${new URLSearchParams({ query })}`, { method: 'POST', body: new Uint8Array(body) })
      : fetch(address, { method: 'POST', body: query }));
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${query.slice(0, 200)}: ${text}`);
    return text.trimEnd();
  }

  /** The bytes that ClickHouse answers with. */
  async bytes(query: string): Promise<Buffer> {
    const answer = await fetch(`${this.clickhouseUrl}/`, { method: 'POST', body: query });
    if (!answer.ok) throw new Error(await answer.text());
    return Buffer.from(await answer.arrayBuffer());
  }

  async count(table: string): Promise<number> {
    return Number(await this.sql(`SELECT count() FROM ${table}`));
  }

  usage(): ProductUsage {
    const parent = this.supervisor.pid ?? 0;
    return { gateway: usageOf(childOf(parent, 'apps/gateway')), engine: usageOf(childOf(parent, 'apps/engine')) };
  }

  /** Stops the product as Ctrl-C does; its folder stays until `removeScratch`. */
  async stop(): Promise<void> {
    if (this.supervisor.exitCode === null && this.supervisor.signalCode === null) {
      const ended = new Promise<void>((resolve) => this.supervisor.once('exit', () => resolve()));
      this.supervisor.kill('SIGTERM');
      await ended;
    }
  }

  private untilReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`the product did not start: ${why}\n${this.output}`));
      const timer = setTimeout(() => fail(`not ready after ${START_PATIENCE_MS} ms`), START_PATIENCE_MS);
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
}
