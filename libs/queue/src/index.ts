export type * from './queue.interface.js';
export type * from './frame.interface.js';
export type * from './cut.interface.js';
export type * from './manifest.interface.js';
