import { setTimeout as sleep } from 'node:timers/promises';
import type { IdMaker, LoadPlan } from '../load/load.messages.js';
import type { Load } from '../load/load.js';
import { preciseNow } from '../load/tally.js';
import { type Product, spentBetween } from '../product/product.js';
import { type BenchContext, type Figure, type Scenario, atLeast, median } from './scenario.js';

const POLL_MS = 20;
const PATIENCE_MS = 120_000;

const plan = (product: Product, ids: IdMaker, durationMs: number): LoadPlan => ({
  port: product.port,
  connections: 8,
  eventsPerRequest: 1_000,
  ids,
  source: 'bench',
  users: 20_000,
  requestsPerSecond: null,
  durationMs,
});

interface Round {
  eventsPerSecond: number;
  answeredPerSecond: number;
  p50: number;
  p99: number;
  /** Processor time of one event, in microseconds: what a busy machine disturbs least. */
  cpu: { load: number; gateway: number; engine: number };
}

/** Waits until a query sees so many events; fails when it sees more or waits in vain. */
async function untilVisible(product: Product, events: number): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const count = await product.count('events');
    if (count === events) return;
    if (count > events || Date.now() > until)
      throw new Error(`${count} events are stored where ${events} were accepted`);
    await sleep(POLL_MS);
  }
}

async function measure(product: Product, load: Load, ids: IdMaker, durationMs: number): Promise<Round> {
  const stored = await product.count('events');
  const before = product.usage();
  const report = await load.run(plan(product, ids, durationMs));
  if (Object.keys(report.statuses).join() !== '202') throw new Error(`answers: ${JSON.stringify(report.statuses)}`);
  await untilVisible(product, stored + report.accepted);
  const seconds = (preciseNow() - report.firstSentAt) / 1000;
  const spent = spentBetween(before, product.usage());
  const perEvent = (cpuSeconds: number): number => (1e6 * cpuSeconds) / report.accepted;
  return {
    eventsPerSecond: report.accepted / seconds,
    answeredPerSecond: report.accepted / ((report.lastAnsweredAt - report.firstSentAt) / 1000),
    p50: report.p50,
    p99: report.p99,
    cpu: {
      load: perEvent(report.cpuSeconds),
      gateway: perEvent(spent.gateway),
      engine: perEvent(spent.engine),
    },
  };
}

async function series(context: BenchContext, ids: IdMaker): Promise<Round[]> {
  const { load, options, say } = context;
  return context.withProduct(async (product) => {
    await measure(product, load, ids, options.seconds * 300);
    const rounds: Round[] = [];
    for (let round = 0; round < options.rounds; round++) {
      const one = await measure(product, load, ids, options.seconds * 1000);
      rounds.push(one);
      say(`${Math.round(one.eventsPerSecond)} events/s until visible, ${Math.round(one.answeredPerSecond)} answered`);
    }
    return rounds;
  });
}

export const batch: Scenario = {
  name: 'batch',
  title:
    'Batch ingest: 1,000 events a request, 8 connections, from the first request until the last event is seen by a query',
  async run(context) {
    const rounds = await series(context, 'client');
    const middle = (pick: (round: Round) => number): number => median(rounds.map(pick));
    const rate = middle((round) => round.eventsPerSecond);
    const limit = context.found('limit', 'limit');
    const figures: Figure[] = [{ name: 'until visible, ids of the client', value: rate, unit: 'events/s' }];
    if (limit !== undefined) figures.push(atLeast('share of the limit', (100 * rate) / limit, '%', 50));
    figures.push(
      { name: 'answered', value: middle((round) => round.answeredPerSecond), unit: 'events/s' },
      { name: 'answer time, median', value: middle((round) => round.p50), unit: 'ms' },
      { name: 'answer time, 99th percentile', value: middle((round) => round.p99), unit: 'ms' },
      { name: 'processor time of an event: load generator', value: middle((round) => round.cpu.load), unit: 'us' },
      { name: 'processor time of an event: gateway', value: middle((round) => round.cpu.gateway), unit: 'us' },
      { name: 'processor time of an event: engine', value: middle((round) => round.cpu.engine), unit: 'us' },
    );
    const serverMade = await series(context, 'server');
    const value = median(serverMade.map((round) => round.eventsPerSecond));
    return [...figures, { name: 'until visible, ids of the server', value, unit: 'events/s' }];
  },
};
