import { Inject, Injectable } from '@nestjs/common';
import { type ClickHouseClient, type Question, ask, errorCodeOf, errorKind } from '@argus/clickhouse';
import { Histogram, type Registry } from '@argus/telemetry';
import { ProblemError, unavailable } from '../problem/problem-error.js';
import { ClickHouseLink } from '../storage/clickhouse-link.js';
import { withPatience } from '../storage/patience.js';
import { CLICKHOUSE, REGISTRY } from '../storage/tokens.js';

const MAX_SECONDS = 20;
const LOOK_MS = 200;
const TIMEOUT_EXCEEDED = 159;
const AWAY =
  'ClickHouse does not answer at the moment. Events are still taken and wait in the queue; ask again shortly.';
const TOO_SLOW = `The answer would have taken more than ${MAX_SECONDS} seconds. Ask for a shorter range of time.`;

const isMistake = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;

/** What an answer says when ClickHouse did not give one; undefined where the fault is ours. Pure. */
export function problemOf(error: unknown): ProblemError | undefined {
  const code = errorCodeOf(error);
  if (code === TIMEOUT_EXCEEDED) return unavailable(TOO_SLOW, 5);
  return errorKind(code) === 'retry' && !isMistake(error) ? unavailable(AWAY, 1) : undefined;
}

/** Asks ClickHouse for the reading routes: measured by question, 503 instead of waiting for one that is away. */
@Injectable()
export class Reader {
  readonly #seconds: Histogram<'question'>;

  constructor(
    @Inject(CLICKHOUSE) private readonly client: ClickHouseClient,
    private readonly link: ClickHouseLink,
    @Inject(REGISTRY) registry: Registry,
  ) {
    this.#seconds = new Histogram({
      name: 'argus_query_duration_seconds',
      help: 'How long ClickHouse took to answer a question of the reading API.',
      labelNames: ['question'],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 20],
      registers: [registry],
    });
  }

  /** All rows; throws a ProblemError (503) while ClickHouse is away or too slow. */
  ask<Row>(question: Question<Row>): Promise<Row[]> {
    return this.run(question.name, (client, signal) => ask(client, question, { maxSeconds: MAX_SECONDS, signal }));
  }

  /** What several questions together answer, measured under one name; throws as `ask` does. */
  async run<T>(name: string, run: (client: ClickHouseClient, signal: AbortSignal) => Promise<T>): Promise<T> {
    if (!this.link.isReady || !this.link.isUp) throw unavailable(AWAY, 1);
    const done = this.#seconds.startTimer({ question: name });
    try {
      return await this.#whileUp((signal) => run(this.client, signal));
    } catch (error) {
      throw problemOf(error) ?? error;
    } finally {
      done();
    }
  }

  /** Gives up when ClickHouse is seen to be away: one that hangs keeps its connections open and never says so. */
  async #whileUp<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const away = new AbortController();
    const watch = setInterval(() => {
      if (!this.link.isUp) away.abort(new Error('ClickHouse went away'));
    }, LOOK_MS);
    try {
      return await withPatience((MAX_SECONDS + 2) * 1000, run, away.signal);
    } finally {
      clearInterval(watch);
    }
  }

  /** The only row of a question that always has one. */
  async askOne<Row>(question: Question<Row>): Promise<Row> {
    const [row] = await this.ask(question);
    if (row === undefined) throw new Error(`${question.name} answered no row`);
    return row;
  }
}
