import { seededRandom } from '../world/random.js';
import { openWorld, type WorldData } from '../world/world.js';
import { BackfillTraffic } from './backfill.traffic.js';
import { Batcher } from './batcher.js';
import type { Dialect } from './dialect.js';
import { ImperfectTraffic } from './imperfect.traffic.js';
import { invalidKinds } from './invalid.kinds.js';
import { LiveTraffic } from './live.traffic.js';

export interface TrafficOptions {
  seed: number;
  users: number;
  dialects: readonly Dialect[];
  invalid: number;
  /** Shares of events in page-view bursts, and in requests of crawlers that name themselves. */
  bursts: number;
  crawlers: number;
  late: number;
  /** Events per second; only live traffic needs it. */
  rate: number | undefined;
  backfill: { events: number; fromMs: number; toMs: number } | undefined;
}

/** Builds the stream of requests that the options ask for. */
export function composeTraffic(options: TrafficOptions, data: WorldData, nowMs: () => number): Batcher {
  const { seed, users, dialects, invalid, bursts, crawlers, late, backfill } = options;
  const world = openWorld(data, users);
  const random = seededRandom(seed + 1);
  const valid = backfill
    ? new BackfillTraffic(world, random, { ...backfill, events: Math.ceil(backfill.events * (1 - bursts)), dialects })
    : new LiveTraffic(world, random, { dialects, late, stepMs: 1_000 / (options.rate ?? 1_000) });
  const imperfections = {
    invalid,
    bots: bursts,
    kinds: invalidKinds(nowMs),
    pages: world.pages,
    total: backfill?.events,
  };
  return new Batcher(new ImperfectTraffic(valid, random, imperfections), random, crawlers);
}
