import { createHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fillTo } from '../fill/fill.js';
import type { LoadPlan } from '../load/load.messages.js';
import type { Product } from '../product/product.js';
import { type Question, questions } from './reading.questions.js';
import { type BenchContext, type Figure, type Scenario, atMost } from './scenario.js';

const WARM_UP = 3;
/** A slow endpoint is not asked for ever. */
const PATIENCE_MS = 10_000;
/** Answers that the gateway shares between viewers live for less than a second: a pause makes every fifth one a fresh one. */
const PAUSE_EVERY = 5;
const PAUSE_MS = 250;

interface Timing {
  name: string;
  kind: Question['kind'];
  /** Milliseconds; NaN where the endpoint failed. */
  p50: number;
  p99: number;
}

/** 5,000 events a second in a hundred requests. */
const background = (port: number): LoadPlan => ({
  port,
  connections: 4,
  eventsPerRequest: 50,
  ids: 'client',
  source: 'bench',
  users: 5_000,
  requestsPerSecond: 100,
  durationMs: 3_600_000,
});

async function time(product: Product, question: Question, times: number): Promise<Timing> {
  const { name, kind, isShared, of, ask } = question;
  const base = of === 'clickhouse' ? product.clickhouseUrl : product.url;
  const histogram = createHistogram();
  const since = performance.now();
  for (let i = 0; i < times + WARM_UP && performance.now() - since < PATIENCE_MS; i++) {
    if (isShared && i % PAUSE_EVERY === 0) await sleep(PAUSE_MS);
    const { path, body } = ask(i);
    const start = performance.now();
    const answer = await fetch(
      base + path,
      body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body } : {},
    );
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
    if (i >= WARM_UP) histogram.record(Math.max(1, Math.round((performance.now() - start) * 1000)));
  }
  return { name, kind, p50: histogram.percentile(50) / 1000, p99: histogram.percentile(99) / 1000 };
}

async function timeAll(product: Product, { options, say }: BenchContext): Promise<Timing[]> {
  const timings: Timing[] = [];
  for (const question of await questions(product)) {
    const timing = await time(product, question, options.reads).catch((error: Error): Timing => {
      say(`${question.name} failed: ${error.message}`);
      return { ...question, p50: Number.NaN, p99: Number.NaN };
    });
    timings.push(timing);
    say(`${timing.name}: ${timing.p50.toFixed(1)} ms, 99% ${timing.p99.toFixed(1)} ms`);
  }
  return timings;
}

/** Milliseconds, median and 99th percentile; look-ups have theirs with up to 10 million events. */
const TARGETS = { aggregate: [20, 60], 'look-up': [50, 200] } as const;
const LOOK_UP_EVENTS = 1e7;

function figuresOf(when: string, timings: Timing[], events: number): Figure[] {
  return timings.flatMap(({ name, kind, p50, p99 }) => {
    const [median, tail] = [`${when}: ${name}, median`, `${when}: ${name}, 99th percentile`];
    if (kind === 'aggregate' || (kind === 'look-up' && events <= LOOK_UP_EVENTS)) {
      return [atMost(median, p50, 'ms', TARGETS[kind][0]), atMost(tail, p99, 'ms', TARGETS[kind][1])];
    }
    return [
      { name: median, value: p50, unit: 'ms' },
      { name: tail, value: p99, unit: 'ms' },
    ];
  });
}

/** How many times slower the medians of the aggregated endpoints became, the slowest of them. */
function growth(small: Timing[], large: Timing[]): Figure {
  const ratios = small
    .filter(({ kind }) => kind === 'aggregate')
    .map(({ name, p50 }) => (large.find((one) => one.name === name)?.p50 ?? Number.NaN) / p50);
  return atMost('aggregated endpoints, slower with most than with fewest events', Math.max(...ratios), 'times', 1.5);
}

const label = (events: number): string => `${events / 1e6} M`;

export const reading: Scenario = {
  name: 'reading',
  title: 'Reading: every read endpoint, one request after the other',
  run: (context) =>
    context.withProduct(async (product) => {
      const { options, load, say } = context;
      const figures: Figure[] = [];
      const all: Timing[][] = [];
      for (const events of options.storedEvents) {
        await fillTo(product, events, say);
        const timings = await timeAll(product, context);
        all.push(timings);
        figures.push(...figuresOf(label(events), timings, events));
        const { engine } = product.usage();
        figures.push({
          name: `${label(events)}: engine, resident memory`,
          value: engine.residentBytes / 1024 ** 2,
          unit: 'MiB',
        });
      }
      const [smallest, largest] = [all[0], all.at(-1)];
      if (smallest && largest && smallest !== largest) figures.push(growth(smallest, largest));
      const stored = await product.count('events');
      const bytes = Number(
        await product.sql('SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()'),
      );
      figures.push({ name: 'disk, aggregates included', value: bytes / stored, unit: 'bytes/event' });
      say(`${options.storedEvents.at(-1)} events stored; now while 5,000 a second arrive`);
      const running = load.run(background(product.port));
      await sleep(3_000);
      figures.push(
        ...figuresOf(
          `${label(options.storedEvents.at(-1) ?? 0)}, 5,000 events/s arriving`,
          await timeAll(product, context),
          options.storedEvents.at(-1) ?? 0,
        ),
      );
      load.stop();
      await running;
      return figures;
    }),
};
