import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@argus/clickhouse';
import type { Logger } from '@argus/telemetry';
import type { PartTable } from '@argus/worker';
import type { Protection } from '../protections.js';
import { afterFailure } from '../retry-policy.js';
import { MEND_STATEMENTS } from './mend.statements.js';

/** Another gateway's insert reaches the raw table before its views: a comparison in between would be wrong. */
const OTHER_INSERTS = `
SELECT count() AS running FROM system.processes
WHERE query_kind = 'Insert' AND query LIKE 'INSERT INTO events %' AND query_id != currentQueryID()`;

const SETTINGS = {
  // Two mends may write the same difference; that is no duplicate.
  insert_deduplicate: 0,
  deduplicate_blocks_in_dependent_materialized_views: 0,
  max_partitions_per_insert_block: '0',
  max_execution_time: 120,
} as const;

export interface Range {
  first: number;
  last: number;
}

/**
 * Makes the aggregates agree with the raw rows after an insert whose fate was in doubt: an insert is not atomic over its
 * views, and the token that heals this on a retry may be forgotten. Nothing else is inserted by this gateway meanwhile.
 */
export class Mender {
  constructor(
    private readonly client: ClickHouseClient,
    private readonly logger: Logger,
    private readonly options: { isEmbedded: boolean; isOff: (protection: Protection) => boolean },
  ) {}

  /** Tries until it has worked; rejects only with the signal's reason. */
  async mend({ first, last }: Range, tables: readonly PartTable[], signal: AbortSignal): Promise<void> {
    if (this.options.isOff('mend')) return;
    if (!this.options.isEmbedded) await this.#untilOthersAreQuiet(signal);
    for (const { aggregate, of, sql } of MEND_STATEMENTS) {
      if (!tables.includes(of)) continue;
      await this.#persist(aggregate, signal, () =>
        this.client.command({ query: sql, query_params: { first, last }, clickhouse_settings: SETTINGS }),
      );
    }
  }

  async #untilOthersAreQuiet(signal: AbortSignal): Promise<void> {
    for (let look = 0; look < 20; look++) {
      const running = await this.#persist('system.processes', signal, async () => {
        const answer = await this.client.query({ query: OTHER_INSERTS, format: 'JSONEachRow' });
        const [row] = await answer.json<{ running: number }>();
        return Number(row?.running ?? 0);
      });
      if (running === 0) return;
      await sleep(50, undefined, { signal });
    }
  }

  async #persist<T>(what: string, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      try {
        return await run();
      } catch (error) {
        this.logger.warn({ err: error, aggregate: what, attempt }, 'an aggregate could not be compared; trying again');
        const next = afterFailure({ kind: 'retry', code: undefined, attempt, rows: 1, random: Math.random() });
        if (next.action === 'retry') await sleep(next.delayMs, undefined, { signal });
      }
    }
  }
}
