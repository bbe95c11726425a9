import { mkdirSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';
import { machineMemory } from '@argus/config';
import { connectionArgs } from '../sessions/base-settings.js';
import { Lane } from '../sessions/lane.js';
import { NamedSessions } from '../sessions/named-sessions.js';
import { memoryLimits, serverConfig } from '../sessions/server-config.js';
import { SessionPool } from '../sessions/session-pool.js';
import { SpoolFolder } from '../spool/spool-folder.js';
import { Control } from './control.js';
import { Killer } from './killer.js';
import { QUERY_LOG_TABLE, QueryLog } from './query-log.js';

/** Queries at a time beside the one insert; each holds a thread of libuv's pool. */
const MAX_QUERIES = 6;
/** Threads for the insert, people, the controls, the killer, and files. */
const OTHER_THREADS = 8;
const READERS = 2;
const CONTROLS = 2;
const MAX_WAITING = 2000;

/** The embedded ClickHouse of this process: its connections, who may use them when, and where data passes. */
export class Engine {
  readonly pool: SessionPool;
  readonly named: NamedSessions;
  readonly spool: SpoolFolder;
  readonly killer: Killer;
  /** Rows that come in, one insert after another: inserting in parallel gains nothing and costs the order. */
  readonly inserts = new Lane(1, MAX_WAITING);
  readonly queries: Lane;
  /** Queries of people, who shall not keep the product's own waiting. */
  readonly readers = new Lane(READERS, MAX_WAITING);
  /** For what must get through while everything else waits. */
  readonly controls = new Lane(CONTROLS, MAX_WAITING);
  readonly control: Control;
  readonly log: QueryLog;

  /** Opens `<dataDir>/clickhouse`; throws when the engine cannot, for example because another process holds it. */
  constructor(dataDir: string, threads: number) {
    this.queries = new Lane(Math.max(1, Math.min(MAX_QUERIES, threads - OTHER_THREADS)), MAX_WAITING);
    const folder = path.join(dataDir, 'clickhouse');
    const configFile = path.join(dataDir, 'clickhouse-config.xml');
    mkdirSync(folder, { recursive: true });
    // The engine takes an unknown table for a file of that name: let it look where nothing of ours lies.
    const files = path.join(dataDir, 'user_files');
    mkdirSync(files, { recursive: true });
    process.chdir(files);
    const memory = memoryLimits(machineMemory(totalmem(), process.constrainedMemory()));
    writeFileSync(configFile, serverConfig(memory));
    this.pool = new SessionPool(folder, connectionArgs(configFile, memory.query));
    this.control = new Control(this.pool.take());
    this.named = new NamedSessions(() => this.pool.take());
    this.spool = new SpoolFolder(dataDir);
    this.killer = new Killer(this.control);
    this.log = new QueryLog(this.control);
  }

  /** Prepares what lives in memory only; answers the release and the time zone, as the engine says. */
  async prepare(): Promise<{ version: string; timezone: string }> {
    await this.control.run(QUERY_LOG_TABLE);
    const [version = '', timezone = ''] = (await this.control.run('SELECT version(), timezone()')).split('\t');
    return { version, timezone };
  }

  /** Lets the engine write out and let go of its folder; no query may run any more. */
  async close(): Promise<void> {
    this.log.close();
    await this.control.idle();
    this.named.close();
    this.pool.close();
    this.spool.remove();
    this.control.close();
  }
}
