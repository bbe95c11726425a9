import path from 'node:path';
import { httpUrl, integer, logLevel, text } from './read.js';

/** Settings that more than one process reads. */
export const sharedSpecs = {
  DATA_DIR: text({ default: './data', desc: 'everything durable of an embedded installation' }),
  LOG_LEVEL: logLevel({ default: 'info' }),
  CLICKHOUSE_PORT: integer(1, 65_535)({ default: 8123, desc: 'where the embedded ClickHouse listens' }),
  CLICKHOUSE_URL: httpUrl({ default: undefined, desc: 'a ClickHouse server to use instead of the embedded one' }),
};

/** Relative folders count from where the command was typed. */
export const absolute = (folder: string): string => path.resolve(folder);
