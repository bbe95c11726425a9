import path from 'node:path';
import { startBare } from '../bare/bare.js';
import type { LoadPlan, LoadReport } from '../load/load.messages.js';
import { spentBetween } from '../product/product.js';
import { type Figure, type Scenario, atLeast, atMost, median } from './scenario.js';

const plan = (port: number, durationMs: number): LoadPlan => ({
  port,
  connections: 64,
  eventsPerRequest: 1,
  ids: 'client',
  source: 'bench',
  users: 20_000,
  requestsPerSecond: null,
  durationMs,
});

const perSecond = ({ requests, firstSentAt, lastAnsweredAt }: LoadReport): number =>
  requests / ((lastAnsweredAt - firstSentAt) / 1000);
const loadShare = ({ cpuSeconds, firstSentAt, lastAnsweredAt }: LoadReport): number =>
  (100 * cpuSeconds) / ((lastAnsweredAt - firstSentAt) / 1000);

export const single: Scenario = {
  name: 'single',
  title:
    'Single ingest: one event a request with an id of the client, 64 connections; against Fastify that parses and answers, and against Fastify that flushes the event first',
  run: ({ options, load, say, withProduct }) =>
    withProduct(async (product) => {
      const bare = await startBare();
      // In the product's scratch folder: on the same disk.
      const flushing = await startBare(path.join(product.dataDir, 'bench.bare'));
      try {
        const ours: LoadReport[] = [];
        const theirs: LoadReport[] = [];
        const flushed: LoadReport[] = [];
        const spent: ReturnType<typeof spentBetween>[] = [];
        for (const { port } of [bare, flushing, product]) await load.run(plan(port, options.seconds * 300));
        // Taking turns, so that a disturbance of the machine meets all.
        for (let round = 0; round < options.rounds; round++) {
          const ofBare = await load.run(plan(bare.port, options.seconds * 500));
          const ofFlushing = await load.run(plan(flushing.port, options.seconds * 500));
          const before = product.usage();
          const own = await load.run(plan(product.port, options.seconds * 1000));
          spent.push(spentBetween(before, product.usage()));
          theirs.push(ofBare);
          flushed.push(ofFlushing);
          ours.push(own);
          const [rate, bareRate, flushedRate] = [own, ofBare, ofFlushing].map((report) =>
            Math.round(perSecond(report)),
          );
          say(`${rate} requests/s, bare ${bareRate}, flushing ${flushedRate}`);
        }
        const refused = ours.flatMap(({ statuses }) => Object.keys(statuses)).filter((status) => status !== '202');
        if (refused.length > 0) throw new Error(`answers with status ${refused.join(', ')}`);
        const rate = median(ours.map(perSecond));
        const bareRate = median(theirs.map(perSecond));
        const flushedRate = median(flushed.map(perSecond));
        const perRequest = (process: 'gateway' | 'engine'): number =>
          median(ours.map(({ requests }, i) => (1e6 * (spent[i]?.[process] ?? Number.NaN)) / requests));
        const figures: Figure[] = [
          { name: 'requests', value: rate, unit: 'per s' },
          { name: 'requests, bare Fastify', value: bareRate, unit: 'per s' },
          atLeast('share of bare Fastify', (100 * rate) / bareRate, '%', 50),
          { name: 'requests, bare Fastify that flushes', value: flushedRate, unit: 'per s' },
          { name: 'share of bare Fastify that flushes', value: (100 * rate) / flushedRate, unit: '%' },
          { name: 'answer time, median', value: median(ours.map(({ p50 }) => p50)), unit: 'ms' },
          atMost('answer time, 99th percentile', median(ours.map(({ p99 }) => p99)), 'ms', 25),
          { name: 'answer time, bare, 99th percentile', value: median(theirs.map(({ p99 }) => p99)), unit: 'ms' },
          { name: 'answer time, flushing, 99th percentile', value: median(flushed.map(({ p99 }) => p99)), unit: 'ms' },
          { name: 'processor: load generator', value: median(ours.map(loadShare)), unit: '% of a core' },
          { name: 'processor: load generator, bare', value: median(theirs.map(loadShare)), unit: '% of a core' },
          { name: 'processor time of a request: gateway', value: perRequest('gateway'), unit: 'us' },
          { name: 'processor time of a request: engine', value: perRequest('engine'), unit: 'us' },
        ];
        return figures;
      } finally {
        bare.end();
        flushing.end();
      }
    }),
};
