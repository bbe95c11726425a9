import { createHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadPlan } from '../load/load.messages.js';
import type { Product } from '../product/product.js';
import { type Figure, type Scenario, atMost } from './scenario.js';

const RATES = [100, 1_000, 10_000];
/** What a probe adds to the freshness at most. One at a time, and not more often: looking is load, too. */
const POLL_MS = 20;
const PATIENCE_MS = 20_000;

/** A hundred requests a second at every rate; what differs is how many events each carries. */
const plan = (port: number, rate: number, durationMs: number): LoadPlan => ({
  port,
  connections: 8,
  eventsPerRequest: rate / 100,
  ids: 'client',
  source: 'bench',
  users: 5_000,
  requestsPerSecond: 100,
  durationMs,
});

async function activeUsers(product: Product, source: string): Promise<number> {
  const answer = await fetch(`${product.url}/analytics/active-users?source=${source}`);
  const { active_users } = (await answer.json()) as { active_users: number };
  return active_users;
}

/** Milliseconds from the POST of an event of a new user until the number of active users has grown by that user. */
async function probe(product: Product, source: string, user: number): Promise<number> {
  const since = performance.now();
  const sent = await fetch(`${product.url}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-source': source },
    body: JSON.stringify({ event_type: 'page_view', user_id: `probe-${user}`, page_url: 'https://shop.example/' }),
  });
  await sent.arrayBuffer();
  if (sent.status !== 202) throw new Error(`a probe was answered with ${sent.status}`);
  for (;;) {
    if ((await activeUsers(product, source)) >= user) return performance.now() - since;
    if (performance.now() - since > PATIENCE_MS) throw new Error(`an event was not visible after ${PATIENCE_MS} ms`);
    await sleep(POLL_MS);
  }
}

async function probes(product: Product, source: string, until: number, add: (ms: number) => void): Promise<void> {
  for (let user = 1; performance.now() < until; user++) {
    add(await probe(product, source, user));
    // Not in step with the rhythm of the inserts.
    await sleep(Math.random() * 250);
  }
}

export const freshness: Scenario = {
  name: 'freshness',
  title: 'Freshness: from POST until GET /analytics/active-users counts the event',
  run: ({ options, load, say, withProduct }) =>
    withProduct(async (product) => {
      const figures: Figure[] = [];
      const durationMs = options.seconds * 4_000;
      for (const rate of RATES) {
        const histogram = createHistogram();
        const background = load.run(plan(product.port, rate, durationMs + 60_000));
        await sleep(options.seconds * 200);
        const until = performance.now() + durationMs;
        const add = (ms: number): void => histogram.record(Math.max(1, Math.round(ms * 1000)));
        await probes(product, `probe-${rate}`, until, add);
        load.stop();
        const { requests, firstSentAt, lastAnsweredAt } = await background;
        const reached = (requests * (rate / 100)) / ((lastAnsweredAt - firstSentAt) / 1000);
        const [p50, p99] = [histogram.percentile(50) / 1000, histogram.percentile(99) / 1000];
        say(
          `${rate} events/s (${Math.round(reached)} reached): ${Math.round(p50)} ms, 99% ${Math.round(p99)} ms, ${histogram.count} probes`,
        );
        figures.push(
          { name: `at ${rate} events/s, median`, value: p50, unit: 'ms' },
          atMost(`at ${rate} events/s, 99th percentile`, p99, 'ms', 1_000),
        );
      }
      return figures;
    }),
};
