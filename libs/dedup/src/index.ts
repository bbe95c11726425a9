export type * from './dedup-index.interface.js';
export { openDedupIndex } from './open-dedup-index.js';
