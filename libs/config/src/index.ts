export { ConfigError } from './read.js';
export { loadGatewayConfig, type GatewayConfig } from './gateway.config.js';
export { loadEngineConfig, type EngineConfig } from './engine.config.js';
export { machineMemory } from './machine-memory.js';
export { loadSupervisorConfig, type SupervisorConfig } from './supervisor.config.js';
