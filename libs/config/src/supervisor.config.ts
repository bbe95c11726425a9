import { loadEngineConfig } from './engine.config.js';
import { type GatewayConfig, loadGatewayConfig } from './gateway.config.js';

/** What the supervisor must know: where things listen, and whether the engine is its to run. */
export interface SupervisorConfig {
  gateway: GatewayConfig;
  /** Unset when a ClickHouse server is used instead. */
  engine: { port: number } | undefined;
  /** The environment that the children inherit. */
  environment: NodeJS.ProcessEnv;
}

/** Reads and checks the settings of the whole installation before anything is started. */
export function loadSupervisorConfig(env: NodeJS.ProcessEnv = process.env): SupervisorConfig {
  const gateway = loadGatewayConfig(env);
  const engine = gateway.clickhouse.embedded ? { port: loadEngineConfig(env).clickhousePort } : undefined;
  return { gateway, engine, environment: env };
}
