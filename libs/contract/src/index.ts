export * from './error-code.js';
export * from './event.js';
export * from './ingest-answer.js';
export { keptSince } from './kept-since.js';
export * from './limits.js';
export * from './outcome.js';
export * from './problem.js';
export { parseTimestamp } from './timestamp.js';
