import { faultSwitches } from './fault.switches.js';
import { integer, read } from './read.js';
import { absolute, sharedSpecs } from './shared.specs.js';

/** Settings of the embedded ClickHouse. */
export interface EngineConfig {
  dataDir: string;
  clickhousePort: number;
  logLevel: string;
  /** Threads of libuv's pool; each running query holds one. The supervisor gives 16, Node alone has 4. */
  threads: number;
  /** Protections that fault tests switch off; always empty outside of them. */
  faults: readonly string[];
}

const specs = { ...sharedSpecs, UV_THREADPOOL_SIZE: integer(1, 1024)({ default: 4 }) };

/** Reads the engine's settings; throws ConfigError naming what is wrong. */
export function loadEngineConfig(env: NodeJS.ProcessEnv = process.env): EngineConfig {
  const { DATA_DIR, CLICKHOUSE_PORT, LOG_LEVEL, UV_THREADPOOL_SIZE } = read(env, specs);
  return {
    dataDir: absolute(DATA_DIR),
    clickhousePort: CLICKHOUSE_PORT,
    logLevel: LOG_LEVEL,
    threads: UV_THREADPOOL_SIZE,
    faults: faultSwitches(env),
  };
}
