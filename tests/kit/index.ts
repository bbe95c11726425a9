// Without the browser and the linter of compose files, which take a second to load: who needs them imports them.
export * from './api.js';
export { type BegunRequest, beginRequest } from './begun-request.js';
export { runCommand, settingsOf } from './command.js';
export { freePort } from './free-port.js';
export { childOf, isAlive, processes, untilDead, type ProcessInfo } from './processes.js';
export { Product, type ProductOptions } from './product.js';
export { ROOT, readSource, settingNames } from './repository.js';
export { RedisUnderTest } from './redis.js';
export { waitFor, waitUntil } from './wait-for.js';
