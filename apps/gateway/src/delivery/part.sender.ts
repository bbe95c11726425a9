import { setTimeout as sleep } from 'node:timers/promises';
import { type ClickHouseClient, type ErrorKind, errorKind, errorName } from '@argus/clickhouse';
import type { Logger } from '@argus/telemetry';
import type { InsertFailure, PreparedPart } from '@argus/worker';
import { alteredColumns, isReplicated } from './altered-columns.js';
import { Circuit } from './circuit.js';
import type { DeliveryMetrics } from './delivery.metrics.js';
import type { DeliveryGate } from './dispatcher.js';
import { type DoubtVerdict, TOKEN_TRUST_MS, mustAsk, resolveDoubt } from './doubt-policy.js';
import type { Protection } from './protections.js';
import { untilReachable } from './reach.js';
import { afterFailure } from './retry-policy.js';
import type { SharedMemory } from './shared-memory.js';
import { isStillRunning, storedRows } from './stored-rows.js';
import { untilNextTry } from './until-next-try.js';
import type { WorkerPool } from './worker-pool.js';

/** Until a person may have put right what was altered. */
const SETUP_DELAY_MS = 5_000;

/** How sending a part ended. */
export type SendOutcome =
  | { kind: 'stored'; wasInDoubt: boolean }
  /** ClickHouse refuses the data, and holds none of it. */
  | { kind: 'refused'; code: number | undefined; reason: string }
  /** An earlier try has stored some of its partitions. */
  | { kind: 'partly'; storedMonths: number[] };

/** What the sender must know of the batch that a part belongs to. */
export interface SendContext {
  /** The batch's name: what of it is stored is asked by it. */
  name: string;
  first: number;
  last: number;
  /** Since when ClickHouse may have seen it, when that was in an earlier life of the gateway; ms since the epoch. */
  inDoubtSinceMs: number | undefined;
}

export interface SenderOptions {
  client: ClickHouseClient;
  pool: WorkerPool;
  /** Nothing is sent while it is closed, not even again: a rebuild wants the tables still. */
  gate: Pick<DeliveryGate, 'whenClear'>;
  memory: SharedMemory;
  metrics: DeliveryMetrics;
  logger: Logger;
  isEmbedded: boolean;
  /** A cluster of replicated tables. */
  isCluster: boolean;
  /** Of the queue's opening: keeps the ids of this life's queries apart from an earlier one's. */
  epoch: number;
  timeoutMs: number;
  now: () => number;
  isOff: (protection: Protection) => boolean;
}

/** What the raw table says of a part in doubt; nothing where it has none of it. */
function asOutcome(verdict: DoubtVerdict): SendOutcome | undefined {
  if (verdict.action === 'done') return { kind: 'stored', wasInDoubt: true };
  return verdict.action === 'send-rest' ? { kind: 'partly', storedMonths: verdict.storedMonths } : undefined;
}

/** Sends one part until ClickHouse has stored or refused it, however long that takes. */
export class PartSender {
  readonly #circuit = new Circuit();
  #queries = 0;

  constructor(private readonly options: SenderOptions) {}

  /** Rejects only with the signal's reason, when delivery stops. */
  async send(part: PreparedPart, context: SendContext, signal: AbortSignal): Promise<SendOutcome> {
    const { now, memory } = this.options;
    const firstTryMs = context.inDoubtSinceMs ?? now();
    let isInDoubt = context.inDoubtSinceMs !== undefined;
    let token = part.batchId;
    let hasAsked = false;
    for (let attempt = 1; ; attempt++) {
      await untilReachable(this.options.client, this.#circuit, signal);
      let isClear = await this.options.gate.whenClear(signal);
      // After the wait, which has no end of its own: the token may be forgotten by then.
      if (isClear && isInDoubt && this.#mustAsk(context, firstTryMs)) {
        const known = asOutcome(await this.#ask(part, context, signal));
        if (known) return known;
        hasAsked = true;
        const askedMs = now();
        isClear = await this.options.gate.whenClear(signal);
        if (now() - askedMs > TOKEN_TRUST_MS) continue;
      }
      if (!isClear) {
        this.options.logger.warn(
          { batch: part.batchId },
          'ClickHouse does not say whether delivery is held; asking again',
        );
        this.#failed();
        await untilNextTry(attempt, signal);
        continue;
      }
      const result = await this.#insert(part, this.options.isOff('token') ? `${token}~${attempt}` : token);
      // The token has healed the aggregates together with the rows; comparing replicas of which one is behind would harm them.
      if (result.ok && this.options.isCluster) return { kind: 'stored', wasInDoubt: hasAsked };
      if (result.ok) {
        const outcome = await this.#confirm(part, context, isInDoubt, signal);
        if (outcome) return outcome;
        token = `${part.batchId}~${attempt}`;
        continue;
      }
      if (this.options.isOff('again')) return { kind: 'stored', wasInDoubt: false };
      isInDoubt = true;
      memory.spoil(part.body.memory);
      this.#failed();
      const refusal = await this.#settleFailure(part, context, { ...result, attempt }, signal);
      if (refusal) return refusal;
    }
  }

  /** What an "OK" is worth; nothing where the server remembers the token and does not have the rows. */
  async #confirm(
    part: PreparedPart,
    context: SendContext,
    wasInDoubt: boolean,
    signal: AbortSignal,
  ): Promise<SendOutcome | undefined> {
    const { isEmbedded, isOff, client } = this.options;
    const isTrusted = !wasInDoubt || isEmbedded || isOff('ask');
    // A replicated table writes part and token in one step, and another replica may be behind with its rows.
    if (isTrusted || (await isReplicated(client, part.table).catch(() => false))) return { kind: 'stored', wasInDoubt };
    return asOutcome(await this.#ask(part, context, signal));
  }

  /** Waits before the next try, or answers that ClickHouse refuses the part and holds none of it. */
  async #settleFailure(
    part: PreparedPart,
    context: SendContext,
    failure: InsertFailure & { attempt: number },
    signal: AbortSignal,
  ): Promise<SendOutcome | undefined> {
    const { code, message } = failure;
    const kind = errorKind(code);
    const next = afterFailure({ ...failure, kind, rows: part.rows, random: Math.random() });
    const isRefused = next.action !== 'retry' && (await this.#isBlamedOnRows(part, kind));
    if (isRefused && (await this.#ask(part, context, signal)).action === 'send') {
      this.#succeeded();
      return { kind: 'refused', code, reason: message };
    }
    // Rows of a refused batch are there: only a view can have refused. Nothing may be split then; a person must look.
    const delayMs = next.action === 'retry' ? next.delayMs : SETUP_DELAY_MS;
    this.#report(part, failure, next.action !== 'retry' || next.isAlarming);
    await sleep(delayMs, undefined, { signal });
    return undefined;
  }

  /** No row is to blame while the table is not the one that we write for: each would be refused. */
  async #isBlamedOnRows({ table }: PreparedPart, kind: ErrorKind): Promise<boolean> {
    const { client, logger } = this.options;
    if (kind !== 'data') return true;
    const altered = await alteredColumns(client, table).catch((error: unknown) => [String(error)]);
    if (altered.length === 0) return true;
    logger.error({ table, altered }, 'somebody altered the table; its rows are kept until it is as it was');
    return false;
  }

  #mustAsk({ inDoubtSinceMs }: SendContext, firstTryMs: number): boolean {
    const { isEmbedded, isCluster, isOff, now } = this.options;
    const doubt = { isEmbedded, isCluster, isInherited: inDoubtSinceMs !== undefined, ageMs: now() - firstTryMs };
    return mustAsk(doubt) && !isOff('ask');
  }

  async #insert(part: PreparedPart, token: string) {
    const { pool, metrics, epoch, timeoutMs } = this.options;
    const { table, rows, body } = part;
    const queryId = `${part.batchId}#${epoch}.${++this.#queries}`;
    const began = performance.now();
    metrics.inFlight.set(rows);
    const result = await pool.insert({ task: 'insert', table, token, queryId, body, timeoutMs });
    metrics.inFlight.set(0);
    metrics.inserts.inc({ table, result: result.ok ? 'stored' : result.code === undefined ? 'unanswered' : 'refused' });
    if (!result.ok) return result;
    this.#succeeded();
    metrics.rows.inc({ table }, rows);
    metrics.insertSeconds.observe({ table }, (performance.now() - began) / 1000);
    return result;
  }

  /** Asks until there is an answer: what the raw table holds of the part, once no try of it runs any more. */
  async #ask(part: PreparedPart, { name, first, last }: SendContext, signal: AbortSignal) {
    const { client, metrics, logger } = this.options;
    for (let attempt = 1; ; attempt++) {
      await untilReachable(client, this.#circuit, signal);
      try {
        if (!(await isStillRunning(client, name))) {
          const stored = await storedRows(client, { table: part.table, batch: name, first, last });
          const verdict = resolveDoubt(part.months, stored, this.options.isCluster);
          metrics.doubts.inc({ verdict: verdict.action });
          // Otherwise an insert follows, and it is that which must succeed.
          if (verdict.action === 'done') this.#succeeded();
          logger.info({ batch: part.batchId, verdict: verdict.action }, 'asked ClickHouse what it has of a batch');
          return verdict;
        }
      } catch (error) {
        this.#failed();
        logger.warn(
          { err: error, batch: part.batchId },
          'ClickHouse does not say what it has of a batch; asking again',
        );
      }
      await untilNextTry(attempt, signal);
    }
  }

  /** An insert or a question: a server of its own that is gone is asked, and not sent to, after the first failure. */
  #failed(): void {
    this.#circuit.failed();
    this.options.metrics.circuitOpen.set(this.#circuit.state === 'open' ? 1 : 0);
  }

  #succeeded(): void {
    this.#circuit.succeeded();
    this.options.metrics.circuitOpen.set(0);
  }

  #report({ batchId, table, rows }: PreparedPart, { code, message }: InsertFailure, isAlarming: boolean): void {
    const { metrics, logger } = this.options;
    metrics.retries.inc({ code: code === undefined ? 'none' : errorName(code) });
    const line = { batch: batchId, table, rows, code, failures: this.#circuit.failures, reason: message.slice(0, 500) };
    if (isAlarming) logger.error(line, 'ClickHouse refuses a batch for a reason that a person must mend; it is kept');
    else logger.warn(line, 'an insert failed; it will be repeated');
  }
}
