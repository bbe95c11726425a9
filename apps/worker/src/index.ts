export { batchName } from './batch-name.js';
export type * from './messages.js';

/** The file that a thread runs. */
export const WORKER_FILE = new URL('./main.js', import.meta.url).href;
