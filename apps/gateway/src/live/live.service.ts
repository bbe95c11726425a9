import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { toEventRow } from '@argus/clickhouse';
import type { Queue } from '@argus/queue';
import { Gauge, type Logger, type Registry } from '@argus/telemetry';
import { ProblemError, unavailable } from '../problem/problem-error.js';
import { Reader } from '../query/reader.service.js';
import { LOGGER, QUEUE, REGISTRY } from '../storage/tokens.js';
import { type EventStream, message } from './event-stream.js';
import { type LiveFilter, storedBetween } from './live.question.js';
import { STEP_ROWS, nextStep, positionAfter } from './next-step.js';

const POLL_MS = 500;
/** A stream without events says at least so often how far it is: proxies close what is silent. */
const STATUS_MS = 5_000;
/** Each follower asks ClickHouse twice a second. */
const MAX_FOLLOWERS = 50;

/** What a follower wants to see. */
export type Wish = Omit<LiveFilter, 'queueId'>;

/**
 * Streams events as they are stored. A follower is a position in the queue's numbers and reads from ClickHouse what lies
 * behind it: so it can go on after a break, and nothing is kept in memory for one that is slow.
 */
@Injectable()
export class LiveService implements OnModuleDestroy {
  readonly #stop = new AbortController();
  #followers = 0;

  constructor(
    @Inject(QUEUE) private readonly queue: Queue,
    private readonly reader: Reader,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(REGISTRY) registry: Registry,
  ) {
    const gauge: Gauge = new Gauge({
      name: 'argus_live_followers',
      help: 'Streams of live events that are open.',
      registers: [registry],
      collect: () => gauge.set(this.#followers),
    });
  }

  /** Runs before connections are closed: an open stream would hold the shutdown up. */
  onModuleDestroy(): void {
    this.#stop.abort();
  }

  /** Throws ProblemError 503 where no more streams can be served. */
  refuseWhenFull(): void {
    if (this.#followers >= MAX_FOLLOWERS) throw unavailable(`There are ${MAX_FOLLOWERS} live streams already.`, 10);
  }

  /** Follows until the reader is gone, is too slow, or the gateway stops. `after`: undefined begins with what comes now. */
  async follow(stream: EventStream, wish: Wish, after: number | undefined, gone: AbortSignal): Promise<void> {
    this.#followers++;
    const ended = AbortSignal.any([gone, this.#stop.signal]);
    try {
      await this.#run(stream, { ...wish, queueId: this.queue.id }, after ?? this.queue.acknowledgedThrough, ended);
    } catch (error) {
      if (!ended.aborted) this.logger.info({ reason: (error as Error).message }, 'a live stream was shed');
    } finally {
      this.#followers--;
      stream.end();
    }
  }

  async #run(stream: EventStream, filter: LiveFilter, after: number, ended: AbortSignal): Promise<void> {
    // Numbers that were never given come from another installation, or from before its data was thrown away.
    let position = Math.min(after, this.queue.acknowledgedThrough);
    let statusAt = 0;
    while (!ended.aborted) {
      const storedThrough = this.queue.acknowledgedThrough;
      const step = nextStep(position, storedThrough);
      if (step.kind === 'leap') {
        position = step.to;
        await stream.write(message('skipped', { after: step.after, through: step.to }, position));
        continue;
      }
      if (step.kind === 'read') position = await this.#send(stream, filter, step);
      if (step.kind === 'wait' || position === storedThrough) {
        if (Date.now() >= statusAt) {
          statusAt = Date.now() + STATUS_MS;
          await stream.write(message('status', this.#status(position), position));
        }
        await sleep(POLL_MS, undefined, { signal: ended }).catch(() => {});
      }
    }
  }

  /** Sends one step; where ClickHouse is away the follower stays where it is. */
  async #send(stream: EventStream, filter: LiveFilter, range: { after: number; through: number }): Promise<number> {
    try {
      const rows = await this.reader.ask(storedBetween(filter, { ...range, limit: STEP_ROWS }));
      for (const row of rows) await stream.write(message('event', toEventRow(row), Number(row.sequence)));
      return positionAfter(rows, range.through);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      await stream.write(message('away', { detail: error.detail }));
      await sleep(POLL_MS);
      return range.after;
    }
  }

  /** How far the stream is, and how long the oldest event waits that is not stored yet. */
  #status(position: number): object {
    const { rows, oldestAppendedAtMs } = this.queue.depth;
    const lagMs = oldestAppendedAtMs === undefined ? 0 : Math.max(0, Date.now() - oldestAppendedAtMs);
    return { position, stored_through: this.queue.acknowledgedThrough, queued: rows, lag_ms: lagMs };
  }
}
