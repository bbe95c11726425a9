import { randomUUID } from 'node:crypto';
import { type ClickHouseClient, type HoldDelivery, clusterOf } from '@argus/clickhouse';
import type { Logger } from '@argus/telemetry';
import type { PartTable } from '@argus/worker';
import type { DeliveryGate } from '../dispatcher.js';
import type { Protection } from '../protections.js';
import { isStillRunning } from '../stored-rows.js';
import { untilNextTry } from '../until-next-try.js';
import { MEND_STATEMENTS, type MendStatement } from './mend.statements.js';

const SETTINGS = {
  // Two mends may write rows that are alike; that is no duplicate.
  insert_deduplicate: 0,
  deduplicate_blocks_in_dependent_materialized_views: 0,
  max_partitions_per_insert_block: '0',
  max_execution_time: 120,
} as const;

export interface MenderOptions {
  isEmbedded: boolean;
  gate: Pick<DeliveryGate, 'whenClear'>;
  /** Holds every gateway still, this one included. */
  hold: HoldDelivery;
  isOff: (protection: Protection) => boolean;
}

export interface Range {
  first: number;
  last: number;
}

/**
 * Makes the aggregates agree with the raw rows after an insert whose fate was in doubt: an insert is not atomic over its
 * views, and the token that heals this on a retry may be forgotten.
 *
 * Nobody else may insert or mend meanwhile. The embedded engine knows these statements by their ids and runs each alone,
 * and the hold of a rebuild is waited for; on a server every gateway is held still, as a rebuild holds them, and one mends
 * after the other.
 */
export class Mender {
  constructor(
    private readonly client: ClickHouseClient,
    private readonly logger: Logger,
    private readonly options: MenderOptions,
  ) {}

  /** Tries until it has worked; rejects only with the signal's reason. `name`: of the batch. */
  async mend(name: string, range: Range, tables: readonly PartTable[], signal: AbortSignal): Promise<void> {
    const { isOff, isEmbedded, gate, hold } = this.options;
    if (isOff('mend')) return;
    const statements = MEND_STATEMENTS.filter(({ of }) => tables.includes(of));
    const isHeld = !isEmbedded && !isOff('hold');
    const runAll = async () => {
      for (const one of statements) {
        // Under a hold of our own the gate is closed for us, too.
        const run = async (attempt: number) => {
          if (!isHeld && !(await gate.whenClear(signal))) throw new Error('nobody says whether delivery is held');
          await this.#run(name, one, range, attempt);
        };
        // What fails under the hold lets go of it: a server that went away meanwhile must not hold everybody until it is back.
        if (isHeld) await run(1);
        else await this.#persist(one.aggregate, signal, run);
      }
    };
    if (isHeld) await this.#persist('delivery_holds', signal, () => hold(runAll));
    else await runAll();
  }

  async #run(name: string, { aggregate, of, sql }: MendStatement, { first, last }: Range, attempt: number) {
    // A try that was given up may still run, and the difference that it writes is not there yet.
    if (await isStillRunning(this.client, `${name}/mend`)) throw new Error('an earlier try still runs');
    // A replica that has the rows and not yet the aggregate would be given the difference twice.
    for (const table of clusterOf(this.client) ? [of, aggregate] : [])
      await this.client.command({ query: `SYSTEM SYNC REPLICA ${table}` });
    await this.client.command({
      query: sql.trim(),
      query_id: `${name}/mend/${aggregate}#${attempt}.${randomUUID()}`,
      query_params: { first, last },
      clickhouse_settings: SETTINGS,
    });
  }

  async #persist<T>(what: string, signal: AbortSignal, run: (attempt: number) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      try {
        return await run(attempt);
      } catch (error) {
        signal.throwIfAborted();
        this.logger.warn({ err: error, aggregate: what, attempt }, 'an aggregate could not be compared; trying again');
        await untilNextTry(attempt, signal);
      }
    }
  }
}
