import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SupervisorConfig } from '@argus/config';
import { banner } from './banner.js';
import { Child } from './child.js';

/** The gateway answers what it has taken, then the engine writes what it holds: 5 s for both. */
const GATEWAY_PATIENCE_MS = 3_400;
const ENGINE_PATIENCE_MS = 1_400;
const READY_POLL_MS = 50;
/** A gateway that takes the connection and does not answer (it may be dying) must not be waited for without end. */
const READY_TIMEOUT_MS = 10_000;

export interface SuperviseOptions {
  config: SupervisorConfig;
  /** The repository's root. */
  root: string;
  /** `process.uptime()`-like: seconds since the person pressed Enter. */
  elapsed: () => number;
  say: (line: string) => void;
}

/** What runs, with the one way to end it, which works while it is still starting. */
export interface Installation {
  /** Resolves when events are taken and numbers can be read; rejects with ChildFailedError when a child cannot start. */
  ready: Promise<void>;
  stop(): Promise<void>;
}

/** A host to call for an address to listen on. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
};

/** Starts the embedded ClickHouse (unless a server is configured) and the gateway side by side. */
export function supervise({ config, root, elapsed, say }: SuperviseOptions): Installation {
  const { gateway } = config;
  const child = (name: string, script: string, threads: number, flags: string[]) =>
    new Child({
      name,
      flags,
      script,
      cwd: root,
      // glibc keeps what each thread once used in an arena of its own, large buffers too once some were freed: 130 MiB of
      // the gateway's memory after a minute at 10,000 events a second, half of that with two arenas and large buffers apart.
      env: {
        UV_THREADPOOL_SIZE: String(threads),
        MALLOC_ARENA_MAX: '2',
        MALLOC_MMAP_THRESHOLD_: '524288',
        ...config.environment,
        DATA_DIR: gateway.dataDir,
      },
      say,
      isForPeople: process.stdout.isTTY,
    });
  const engineChild = config.engine ? child('engine', 'apps/engine/dist/main.js', 16, []) : undefined;
  // V8 collects lazily where its limit is 4 GB: at 10,000 events a second the heap grows to 190 MiB, with this one to 95.
  const gatewayChild = child('gateway', 'apps/gateway/dist/bundle/main.js', 8, ['--max-old-space-size=1536']);
  const stopped = new AbortController();

  async function start(): Promise<void> {
    const [, port] = await Promise.all([engineChild?.start(), gatewayChild.start()]);
    const address = `http://${reachable(gateway.host)}:${port}`;
    await untilReady(address, say, stopped.signal);
    if (stopped.signal.aborted) return;
    const { url, embedded: isEmbedded } = gateway.clickhouse;
    const clickhouse = url.replace(/\/$/, '');
    say(banner({ gateway: address, clickhouse, isEmbedded, dataDir: gateway.dataDir, seconds: elapsed() }));
    process.send?.({ type: 'ready', port });
  }

  return {
    ready: start(),
    async stop() {
      stopped.abort();
      await gatewayChild.stop(GATEWAY_PATIENCE_MS);
      await engineChild?.stop(ENGINE_PATIENCE_MS);
    },
  };
}

async function untilReady(address: string, say: (line: string) => void, stopped: AbortSignal): Promise<void> {
  const toldAt = Date.now() + 5_000;
  for (let told = false; !stopped.aborted; await sleep(READY_POLL_MS)) {
    const answer = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(READY_TIMEOUT_MS) }).catch(
      () => undefined,
    );
    if (answer?.ok) return;
    if (told || Date.now() < toldAt) continue;
    told = true;
    say('  waiting for ClickHouse; events are taken meanwhile and wait in the queue');
  }
}

/** Resolves the repository's root from this file's folder (`apps/supervisor/dist`). */
export const repositoryRoot = (): string => path.resolve(import.meta.dirname, '../../..');
