export { createLogger, type Logger } from './log.js';
export { Counter, Gauge, Histogram, Registry, createRegistry } from './metrics.js';
