import { read } from './read.js';
import { absolute, sharedSpecs } from './shared.specs.js';

/** Settings of the embedded ClickHouse. */
export interface EngineConfig {
  dataDir: string;
  clickhousePort: number;
  logLevel: string;
}

/** Reads the engine's settings; throws ConfigError naming what is wrong. */
export function loadEngineConfig(env: NodeJS.ProcessEnv = process.env): EngineConfig {
  const { DATA_DIR, CLICKHOUSE_PORT, LOG_LEVEL } = read(env, sharedSpecs);
  return { dataDir: absolute(DATA_DIR), clickhousePort: CLICKHOUSE_PORT, logLevel: LOG_LEVEL };
}
