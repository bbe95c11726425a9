export type * from './queue.interface.js';
export type * from './frame.interface.js';
export type * from './cut.interface.js';
export type * from './manifest.interface.js';
export { openQueue } from './open-queue.js';
export { RESERVE } from './state-journal.js';
export { readRange } from './read-range.js';
export { acquireFolderLock, FolderLockedError, type FolderLock } from './folder-lock.js';
export { QueueClosedError, QueueFullError, QueueWriteError } from './queue.errors.js';
