import { createRequire } from 'node:module';
import path from 'node:path';

/** What the native addon answers to a query: the formatted result, and how much of it there is. */
export interface NativeResult {
  bytes: Uint8Array;
  /** Seconds. */
  elapsed: number;
  /** Rows of the result (of the data for an insert), not rows that were read from tables. */
  rowsRead: number;
  bytesRead: number;
}

interface NativeAddon {
  CreateConnection(folder: string, args: readonly string[]): unknown;
  CloseConnection(handle: unknown): void;
  QueryAsyncConnection(handle: unknown, sql: string, format: string): Promise<NativeResult>;
}

let loaded: NativeAddon | undefined;

/**
 * The addon below chdb's `Session`. A `Session` cannot be used here: its `close()` waits for every query of the whole
 * process, so that under one long query the connections of all the short ones would pile up. The engine itself lets
 * one connection go while others work (checked under load); it only must not go during a query of its own.
 */
function addon(): NativeAddon {
  if (loaded) return loaded;
  const require = createRequire(import.meta.url);
  const loader = path.join(path.dirname(require.resolve('chdb')), 'dist', 'loader.js');
  loaded = (require(loader) as { loadNative(): NativeAddon }).loadNative();
  return loaded;
}

/** A connection to the engine in this process: its own settings, parameters and temporary tables; one query at a time. */
export class ChdbConnection {
  readonly #handle: unknown;
  #running = 0;
  #isClosed = false;

  /**
   * The first connection of the process starts the engine on `folder`, which takes its lock; throws when it cannot.
   * `args` are options of `clickhouse local`: a settings file, and `--name=value` for each setting.
   */
  constructor(folder: string, args: readonly string[]) {
    this.#handle = addon().CreateConnection(folder, args);
    if (!this.#handle) throw new Error(`the engine did not open ${folder}`);
  }

  /** Runs every statement of `sql`; the result is that of the last. Rejects with the text of ClickHouse's exception. */
  async query(sql: string, format = 'TabSeparated'): Promise<NativeResult> {
    if (this.#isClosed) throw new Error('the connection is closed');
    this.#running++;
    try {
      return await addon().QueryAsyncConnection(this.#handle, sql, format);
    } finally {
      this.#running--;
      if (this.#isClosed && this.#running === 0) addon().CloseConnection(this.#handle);
    }
  }

  /** Lets the connection go, after its query has ended where one runs. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#running === 0) addon().CloseConnection(this.#handle);
  }
}
