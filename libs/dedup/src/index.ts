export type * from './dedup-index.interface.js';
