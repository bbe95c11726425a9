export * from './api.js';
export { openBrowser } from './browser.js';
export { runCommand, settingsOf } from './command.js';
export { composeFaults } from './compose.js';
export { freePort } from './free-port.js';
export { childOf, isAlive, processes, untilDead, type ProcessInfo } from './processes.js';
export { Product, type ProductOptions } from './product.js';
export { RedisUnderTest } from './redis.js';
export { waitFor, waitUntil } from './wait-for.js';
