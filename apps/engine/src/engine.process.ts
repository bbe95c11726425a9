import { mkdirSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineConfig } from '@argus/config';
import type { Logger } from '@argus/telemetry';
import { FolderLock } from './folder-lock.js';
import { EngineServer } from './http/engine.server.js';
import { QueryHandler } from './http/query.handler.js';
import { Engine } from './query/engine.js';
import { repairFolder } from './recovery/repair-folder.js';
import { yieldMerges } from './yield-merges.js';

const LOCK_PATIENCE_MS = 10_000;
const PORT_PATIENCE_MS = 5_000;
const STOP_GRACE_MS = 1_200;
const STOP_PATIENCE_MS = 800;

/** The engine and its HTTP interface, from start to end. */
export class EngineProcess {
  private constructor(
    private readonly lock: FolderLock,
    private readonly engine: Engine,
    private readonly server: EngineServer,
    readonly port: number,
  ) {}

  /** Resolves when queries are answered; rejects with a reason that a person understands. */
  static async start(config: EngineConfig, log: Logger): Promise<EngineProcess> {
    mkdirSync(config.dataDir, { recursive: true });
    const lock = await FolderLock.take(path.join(config.dataDir, 'engine.lock'), LOCK_PATIENCE_MS);
    // Where this throws, the lock stays, and with it the knowledge that there is something to mend.
    const isRepaired = lock.wasUnclean && !config.faults.includes('no-repair');
    if (isRepaired) repair(config.dataDir, log);
    let engine: Engine | undefined;
    try {
      engine = await openEngine(config);
      const identity = { ...(await engine.prepare()), name: 'argus' };
      const server = new EngineServer(new QueryHandler(engine, identity), identity);
      const port = await listen(server, config.clickhousePort);
      log.info({ port, version: identity.version }, 'ClickHouse answers');
      yieldMerges();
      return new EngineProcess(lock, engine, server, port);
    } catch (error) {
      await engine?.close();
      lock.release();
      throw error;
    }
  }

  /** Ends what runs, within 2 s, and closes the tables. */
  async stop(log: Logger): Promise<void> {
    const isIdle = await this.server.stop(STOP_GRACE_MS, STOP_PATIENCE_MS);
    if (!isIdle) {
      // Closing under a running query would abort the engine; leaving the lock says that this was no clean end.
      log.warn('queries did not end in time');
      return;
    }
    await this.engine.close();
    this.lock.release();
  }
}

function repair(dataDir: string, log: Logger): void {
  const repairs = repairFolder(path.join(dataDir, 'clickhouse'));
  log.warn({ repairs }, 'the last end was not a clean one; the deduplication logs were checked against the parts');
}

/** chDB says nothing but that it failed; the one cause that is not a defect is a foreign lock, which may be released. */
async function openEngine({ dataDir, threads }: EngineConfig): Promise<Engine> {
  const until = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      return new Engine(dataDir, threads);
    } catch (error) {
      const isLocked = error instanceof Error && error.message.startsWith('Failed to create connection');
      const folder = path.join(dataDir, 'clickhouse');
      if (isFull(folder)) throw outOfSpace(folder, error);
      if (!isLocked || Date.now() > until) {
        throw new Error(`ClickHouse could not open ${folder}: see its message above`, { cause: error });
      }
      await sleep(200);
    }
  }
}

/** ClickHouse asks for a megabyte before it writes anything. */
const LEAST_BYTES = 1024 * 1024;

function isFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < LEAST_BYTES;
}

/** As the system would say it: whoever started us tries again. */
const outOfSpace = (folder: string, cause: unknown): Error =>
  Object.assign(new Error(`The disk of ${folder} is full; ClickHouse opens it when there is room`, { cause }), {
    code: 'ENOSPC',
  });

/** Waits for a port whose last owner is just ending. */
async function listen(server: EngineServer, port: number): Promise<number> {
  const until = Date.now() + PORT_PATIENCE_MS;
  for (;;) {
    try {
      return await server.listen(port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (Date.now() > until) {
        throw new Error(`Port ${port} of 127.0.0.1 is in use by another program; choose another with CLICKHOUSE_PORT`, {
          cause: error,
        });
      }
      await sleep(200);
    }
  }
}
