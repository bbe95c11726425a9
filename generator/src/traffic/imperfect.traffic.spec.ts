import { describe, expect, it } from '@jest/globals';
import { inventWorld } from '../world/invent.js';
import { composeTraffic, type TrafficOptions } from './compose.js';
import { DIALECTS } from './dialect.js';

const BASE: TrafficOptions = {
  seed: 5,
  users: 100,
  dialects: DIALECTS,
  invalid: 0,
  bursts: 0,
  crawlers: 0,
  late: 0,
  rate: 1_000,
  backfill: undefined,
};
const WORLD = inventWorld(5);
const NOW = Date.parse('2026-01-01T00:00:00Z');

function totals(options: Partial<TrafficOptions>, requests: number, size: number) {
  const batcher = composeTraffic({ ...BASE, ...options }, WORLD, () => NOW);
  const sums = { accepted: 0, invalid: 0, bot: 0, all: 0 };
  const wrong: object[] = [];
  for (let i = 0; i < requests; i++) {
    const batch = batcher.next(size, NOW + i, 1);
    if (!batch) break;
    sums.accepted += batch.expected.accepted;
    sums.invalid += batch.expected.invalid;
    sums.bot += batch.expected.bot;
    sums.all += batch.events;
    const sent = (JSON.parse(batch.body) as unknown[]).length;
    if (sent !== batch.events) wrong.push({ request: i, sent, said: batch.events });
  }
  expect(wrong).toEqual([]);
  return sums;
}

function firstRequests(): unknown[] {
  const batcher = composeTraffic({ ...BASE, invalid: 0.3, bursts: 0.1, crawlers: 0.1 }, WORLD, () => NOW);
  return Array.from({ length: 50 }, (_, i) => batcher.next(20, NOW + i, 1));
}

describe('imperfections', () => {
  it('[E2] without shares, everything is meant to be accepted', () => {
    expect(totals({}, 500, 4)).toEqual({ accepted: 2_000, invalid: 0, bot: 0, all: 2_000 });
  });

  it('[E2] spoils the share of events that was asked for', () => {
    const { invalid, all } = totals({ invalid: 0.2 }, 20_000, 1);
    expect(Math.abs(invalid / all - 0.2)).toBeLessThan(0.01);
  });

  it('[E2] spoils everything when asked to', () => {
    expect(totals({ invalid: 1 }, 100, 10)).toEqual({ accepted: 0, invalid: 1_000, bot: 0, all: 1_000 });
  });

  it('[B11] every event of a burst beyond the tenth, and every one of a crawler, is expected to be dropped', () => {
    const { bot, accepted, all } = totals({ bursts: 0.2, crawlers: 0.2 }, 40_000, 1);
    expect(bot + accepted).toBe(all);
    // Crawlers make half of the 40 %, and of a burst of 15 events on average a third is dropped.
    expect(Math.abs(bot / all - (0.2 + 0.8 * 0.2 * (5 / 15)))).toBeLessThan(0.02);
  });

  it('[E2] a back-fill has its exact size also with bots and invalid events in it', () => {
    const backfill = { events: 5_000, fromMs: NOW - 86_400_000, toMs: NOW };
    expect(totals({ backfill, bursts: 0.2, crawlers: 0.1, invalid: 0.1 }, 100, 1_000).all).toBe(5_000);
  });

  it('[E2] the same seed makes the same requests', () => {
    expect(firstRequests()).toEqual(firstRequests());
  });
});
