import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadPlan } from '../load/load.messages.js';
import type { Product, ProductUsage } from '../product/product.js';
import { type Figure, type Scenario, atMost, median } from './scenario.js';

const MIB = 1024 * 1024;
const IDLE_MS = 5_000;
/** Percent that is still called flat: what the collector and the caches do of themselves. */
const MOST_GROWTH = 15;
const SAMPLE_MS = 1_000;

/** 10,000 events a second in a hundred requests. */
const plan = (port: number, durationMs: number): LoadPlan => ({
  port,
  connections: 8,
  eventsPerRequest: 100,
  ids: 'client',
  source: 'bench',
  users: 20_000,
  requestsPerSecond: 100,
  durationMs,
});

async function sample(product: Product, durationMs: number): Promise<ProductUsage[]> {
  const samples: ProductUsage[] = [];
  for (const until = performance.now() + durationMs; performance.now() < until; await sleep(SAMPLE_MS)) {
    samples.push(product.usage());
  }
  return samples;
}

const resident = (samples: ProductUsage[], who: keyof ProductUsage): number[] =>
  samples.map((one) => one[who].residentBytes / MIB);
const cores = (samples: ProductUsage[], who: keyof ProductUsage): number => {
  const [first, last] = [samples[0], samples.at(-1)];
  return first && last
    ? (last[who].cpuSeconds - first[who].cpuSeconds) / (((samples.length - 1) * SAMPLE_MS) / 1000)
    : 0;
};
/** The first and the last fifth of a series: what grows shows as their difference. */
const ends = (values: number[]): [number, number] => {
  const fifth = Math.max(1, Math.floor(values.length / 5));
  return [median(values.slice(0, fifth)), median(values.slice(-fifth))];
};

export const memory: Scenario = {
  name: 'memory',
  title: 'Memory and disk, idle and at 10,000 events a second',
  run: ({ options, load, say, withProduct }) =>
    withProduct(async (product) => {
      const idle = await sample(product, IDLE_MS);
      const durationMs = options.soakSeconds * 1_000;
      const running = load.run(plan(product.port, durationMs));
      const busy = await sample(product, durationMs);
      const { accepted } = await running;
      say(`${accepted} events in ${options.soakSeconds} s`);
      await sleep(2_000);
      const stored = await product.count('events');
      const bytes = Number(
        await product.sql('SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()'),
      );
      const figures: Figure[] = [];
      for (const [who, most] of [
        ['gateway', 300],
        ['engine', 1_536],
      ] as const) {
        const [early, late] = ends(resident(busy, who));
        figures.push(
          { name: `${who}, idle`, value: median(resident(idle, who)), unit: 'MiB' },
          atMost(`${who}, most under load`, Math.max(...resident(busy, who)), 'MiB', most),
          { name: `${who}, first fifth of the load`, value: early, unit: 'MiB' },
          { name: `${who}, last fifth of the load`, value: late, unit: 'MiB' },
          atMost(`${who}, growth from the first fifth to the last`, (100 * (late - early)) / early, '%', MOST_GROWTH),
          { name: `${who}, processor under load`, value: 100 * cores(busy, who), unit: '% of a core' },
        );
      }
      figures.push({ name: 'disk, aggregates included', value: bytes / stored, unit: 'bytes/event' });
      return figures;
    }),
};
