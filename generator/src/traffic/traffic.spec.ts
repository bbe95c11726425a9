import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../world/random.js';
import { inventWorld } from '../world/invent.js';
import { openWorld } from '../world/world.js';
import { BackfillTraffic } from './backfill.traffic.js';
import { DIALECTS } from './dialect.js';
import { LiveTraffic } from './live.traffic.js';
import type { Happened } from './source.js';

const world = openWorld(inventWorld(1), 50);
const FROM = Date.parse('2025-05-01T00:00:00Z');
const TO = Date.parse('2025-05-29T00:00:00Z');

function backfill(events: number, seed = 2, fromMs = FROM, toMs = TO): Happened[] {
  const traffic = new BackfillTraffic(world, seededRandom(seed), { events, fromMs, toMs, dialects: DIALECTS });
  const all: Happened[] = [];
  for (let next = traffic.next(); next; next = traffic.next()) all.push(next);
  return all;
}

function live(events: number, startMs: number, stepMs = 10): Happened[] {
  const traffic = new LiveTraffic(world, seededRandom(3), { dialects: DIALECTS, late: 0, stepMs });
  return Array.from({ length: events }, (_, i) => traffic.next(startMs + i * stepMs));
}

function bare(happened: Happened[]): unknown[] {
  return happened.map(({ event }) => ({ ...event, timestamp: undefined }));
}

describe('back-fill', () => {
  it.each([1, 2, 17, 5_000])('[E2] makes exactly %i events, in order, all within the period', (events) => {
    const times = backfill(events).map(({ atMs }) => atMs);
    expect(times.length).toBe(events);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.filter((ms) => ms < FROM || ms >= TO)).toEqual([]);
  });

  it('[E2] a seed replays exactly', () => {
    expect(backfill(500, 7)).toEqual(backfill(500, 7));
    expect(backfill(500, 8)).not.toEqual(backfill(500, 7));
  });

  it('[E2] a person never looks like a bot by a pile of one timestamp, even in a short period', () => {
    const piles = new Map<string, number>();
    for (const { event } of backfill(3_000, 2, FROM, FROM + 60_000)) {
      const stamp = `${event['user_id'] ?? event['session_id']} ${event['timestamp']}`;
      piles.set(stamp, (piles.get(stamp) ?? 0) + 1);
    }
    expect(Math.max(...piles.values())).toBeLessThanOrEqual(2);
  });

  it('[E2] gives every event an id, and a user or a session', () => {
    const events = backfill(2_000).map(({ event }) => event);
    expect(new Set(events.map((event) => event['event_id'])).size).toBe(2_000);
    expect(events.filter((event) => event['user_id'] === undefined && event['session_id'] === undefined)).toEqual([]);
  });
});

describe('live traffic', () => {
  it('[E2] who does what follows from the seed, not from when it runs', () => {
    expect(bare(live(2_000, 0))).toEqual(bare(live(2_000, 1_700_000_000_000)));
  });

  it('[E2] sessions look like sessions: several events, of one user each', () => {
    const sessions = new Map<unknown, Set<unknown>>();
    const events = live(5_000, 0).map(({ event }) => event);
    for (const { session_id, user_id } of events.filter((event) => event['session_id'] !== undefined)) {
      sessions.set(session_id, (sessions.get(session_id) ?? new Set()).add(user_id));
    }
    expect([...sessions.values()].filter((users) => users.size > 1)).toEqual([]);
    expect(events.length / sessions.size).toBeGreaterThan(4);
  });

  it('[B9] late events carry a time in the past', () => {
    const traffic = new LiveTraffic(world, seededRandom(3), { dialects: ['flat'], late: 1, stepMs: 10 });
    const now = Date.parse('2026-01-01T00:00:00Z');
    const times = Array.from({ length: 100 }, () => Date.parse(String(traffic.next(now).event['timestamp'])));
    expect(times.filter((ms) => ms > now - 60_000)).toEqual([]);
  });
});
