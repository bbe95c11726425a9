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
  bots: number;
  late: number;
  /** Events per second; only live traffic needs it. */
  rate: number | undefined;
  backfill: { events: number; fromMs: number; toMs: number } | undefined;
}

/** Builds the stream of requests that the options ask for. Of the bots, half burst and half are crawlers by name. */
export function composeTraffic(options: TrafficOptions, data: WorldData, nowMs: () => number): Batcher {
  const { seed, users, dialects, invalid, late, backfill } = options;
  const bots = options.bots / 2;
  const world = openWorld(data, users);
  const random = seededRandom(seed + 1);
  const valid = backfill
    ? new BackfillTraffic(world, random, { ...backfill, events: Math.ceil(backfill.events * (1 - bots)), dialects })
    : new LiveTraffic(world, random, { dialects, late, stepMs: 1_000 / (options.rate ?? 1_000) });
  const imperfections = { invalid, bots, kinds: invalidKinds(nowMs), pages: world.pages, total: backfill?.events };
  return new Batcher(new ImperfectTraffic(valid, random, imperfections), random, bots);
}
